import { z } from 'zod'
import { type DocumentOf, errorDocument, errorSchema } from '../errors/error-document.ts'
import { InterruptedError } from '../errors/interrupted.ts'
import type { ToolError } from '../errors/tool-error.ts'

const text = z.string()
const textOrNull = text.nullable()

const check = z.strictObject({
  name: text.describe(
    'boot, agent, imds, tags, logs, volumes, inside, task, reboot, rejoin, or own:NAME for a check script of the project.',
  ),
  ok: z.boolean(),
  seconds: z.number(),
  detail: text,
})

/** What `verify --json` prints. */
export const verifyDocument = z.strictObject({
  schemaVersion: z.literal(1),
  outcome: z.enum(['verified', 'failed', 'interrupted']),
  imageId: textOrNull.describe('The AMI; null if none was found.'),
  target: z
    .strictObject({
      name: textOrNull.describe('Name in the configuration; null for the account and region of the session.'),
      accountId: text,
      region: text,
    })
    .nullable(),
  checks: z
    .array(check)
    .describe('Those that were possible, in order: without a running instance, nothing else is checked.'),
  image: textOrNull.describe('Name in the configuration.'),
  like: textOrNull.describe('The stack whose launch settings were used; null without one.'),
  notVerified: z
    .array(text)
    .describe('What the launch does not have from that stack, and what no check covers.'),
  runId: textOrNull,
  durationSeconds: z.number(),
  error: errorSchema.nullable(),
  leftovers: z
    .array(z.strictObject({ region: text, type: text, id: text }))
    .describe('Resources that the run changed or created and could not restore or delete.'),
})

export type VerifyDocument = DocumentOf<typeof verifyDocument>
export type CheckResult = DocumentOf<typeof check>

/** What a verification does not take from the stack that receives the AMI. */
export const notVerified = ['user data', 'role', 'security groups'] as const

/** For a verification that ended before it had a run. */
export function failedVerifyDocument(error: ToolError, durationSeconds: number): VerifyDocument {
  return {
    schemaVersion: 1,
    outcome: error instanceof InterruptedError ? 'interrupted' : 'failed',
    imageId: null,
    target: null,
    checks: [],
    image: null,
    like: null,
    notVerified: [],
    runId: null,
    durationSeconds,
    error: errorDocument(error),
    leftovers: [],
  }
}
