import { z } from 'zod'
import { account } from './account.ts'
import { evenWithFaults, listOf, type Refusal, strict, text, wholeNumber } from './check.ts'

const rolePattern = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/

export const session = strict({
  role: text(rolePattern, 'Use the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME.')
    .optional()
    .describe('Role that commands assume, with the credentials of the profile or environment.'),
  externalId: text(
    // Two repeats, because some engines of JSON Schema allow at most 1000 in one.
    /^[\w+=,.@:/-]{2,1000}[\w+=,.@:/-]{0,224}$/,
    'Use the id that the role requires: at least 2 letters, digits and _ + = , . @ : / -',
  )
    .optional()
    .describe('External id that the trust policy of the role requires.'),
  allowedAccounts: listOf(account)
    .default([])
    .describe('Account ids, in quotes, that commands may use. Default: any.'),
  mfaCommand: z
    .array(text(/^[^\n\0]+$/, 'Write the program and each argument as a list item.'))
    .min(1, 'Write the program and each argument as a list item.')
    .optional()
    .describe(
      'Command that prints the MFA code on its first line: program and arguments as a list, run without a shell. Default: packer-ecs prompts for the code.',
    ),
  durationSeconds: wholeNumber(900, 43_200, 'seconds')
    .default(3600)
    .describe(
      'Lifetime of a session of the role, in seconds; it is then renewed. At most 3600 when the role is assumed from another role.',
    ),
})
  .prefault({})
  .superRefine(({ role, externalId, allowedAccounts }, context) => {
    const add = (key: string, params: Refusal) =>
      context.addIssue({ code: 'custom', path: [key], params: { ...params }, message: params.hint })
    if (role === undefined && externalId !== undefined) {
      add('externalId', {
        code: 'SESSION_CONFLICT',
        problem: 'but session.role is missing',
        why: 'externalId applies only when a role is assumed.',
        hint: 'Add session.role, or remove externalId.',
      })
    }
    const roleAccount = typeof role === 'string' ? rolePattern.exec(role)?.[1] : undefined
    const accounts = Array.isArray(allowedAccounts) ? allowedAccounts : []
    if (roleAccount !== undefined && accounts.length > 0 && !accounts.includes(roleAccount)) {
      add('role', {
        code: 'SESSION_CONFLICT',
        problem: `a role of account ${roleAccount}, which is not in session.allowedAccounts`,
        hint: `Add "${roleAccount}" to session.allowedAccounts, or use a role of one of those accounts.`,
      })
    }
  }, evenWithFaults)
  .describe('The AWS identity that commands use. These settings override the profile.')

export type SessionInput = z.output<typeof session>
