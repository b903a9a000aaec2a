import { account } from './account.ts'
import { evenWithFaults, type Refusal, strict, text } from './check.ts'
import { region } from './region.ts'

const rolePattern = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/

/** An account and region that AMIs are promoted in. */
export const target = strict({
  account: account.describe('Account id, in quotes.'),
  region: region.describe('Region of the account.'),
  role: text(rolePattern, 'Use the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME.')
    .optional()
    .describe(
      'Role of the account that is assumed with the session of the command. Default: the session itself.',
    ),
}).superRefine(({ account, role }, context) => {
  const roleAccount = typeof role === 'string' ? rolePattern.exec(role)?.[1] : undefined
  if (roleAccount === undefined || roleAccount === account) return
  const params: Refusal = {
    code: 'TARGET_CONFLICT',
    problem: `a role of account ${roleAccount}, but the account of the target is ${account}`,
    hint: 'Correct the account, or use a role of that account.',
  }
  context.addIssue({ code: 'custom', path: ['role'], params: { ...params }, message: params.hint })
}, evenWithFaults)
