import { z } from 'zod'
import { account } from './account.ts'
import { listOf, type Refusal, strict, text, wholeNumber } from './check.ts'

const rolePattern = /^arn:aws[a-z-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/

export const session = strict({
  role: text(rolePattern, 'Use the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME.')
    .optional()
    .describe('Role that the work is done with, assumed with what the profile or environment gives.'),
  externalId: text(
    // Two repeats, because some engines of JSON Schema allow at most 1000 in one.
    /^[\w+=,.@:/-]{2,1000}[\w+=,.@:/-]{0,224}$/,
    'Use the id that the role asks for: 2 or more letters, digits or +=,.@:/-.',
  )
    .optional()
    .describe('External id that the trust policy of the role asks for.'),
  allowedAccounts: listOf(account)
    .default([])
    .describe('Accounts, in quotes, that may be worked in. Default: any.'),
  mfaCommand: z
    .array(text(/^[^\n\0]+$/, 'Write the program and each argument as an item of the list.'))
    .min(1, 'Write the program and each argument as an item of the list.')
    .optional()
    .describe(
      'Command that prints the MFA code as its first line: program and arguments as a list, no shell. Default: the code is asked for.',
    ),
  durationSeconds: wholeNumber(900, 43_200, 'seconds')
    .default(3600)
    .describe(
      'Seconds that a session of the role lasts before it is renewed; more than 3600 only when the role is not assumed from another role.',
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
        why: 'An external id is said to a role.',
        hint: 'Add the role, or remove the line.',
      })
    }
    const roleAccount = rolePattern.exec(role ?? '')?.[1]
    if (roleAccount !== undefined && allowedAccounts.length > 0 && !allowedAccounts.includes(roleAccount)) {
      add('role', {
        code: 'SESSION_CONFLICT',
        problem: `a role of account ${roleAccount}, which session.allowedAccounts leaves out`,
        hint: `Add "${roleAccount}" to session.allowedAccounts, or use a role of one of those accounts.`,
      })
    }
  })
  .describe('Who the work is done as. What stands here beats the profile.')

export type SessionInput = z.output<typeof session>
