import { z } from 'zod'
import type { DeployDocument } from './document.ts'

const text = z.string()
const textOrNull = text.nullable()

const change = z.strictObject({
  action: z.enum(['add', 'change', 'mayReplace', 'replace', 'remove', 'import', 'unknown']),
  logicalId: text,
  physicalId: textOrNull,
  type: text,
  properties: z.array(z.strictObject({ path: text, before: textOrNull, after: textOrNull })),
  meaning: text.describe('What it means for you; empty when the action is clear.'),
  isDestructive: z.boolean().describe('Data is lost.'),
})

const verdict = z.strictObject({
  result: z.enum(['joined', 'failed']),
  stage: text,
  reason: text,
  cluster: text,
  lastLines: z.array(text),
})

const rootCause = z.strictObject({
  resource: text.describe('Logical id.'),
  type: text,
  reason: text.describe('As CloudFormation reports it.'),
  instanceId: textOrNull,
  verdict: verdict.nullable().describe('How the first run ended, as the instance reports it.'),
  log: z.array(text),
})

/** What `deploy --json` and `watch --json` print. */
export const deployDocument = z
  .strictObject({
    schemaVersion: z.literal(1),
    outcome: z.enum([
      'created',
      'updated',
      'unchanged',
      'planned',
      'started',
      'detached',
      'deleted',
      'rolledBack',
      'failed',
    ]),
    runId: textOrNull,
    stack: textOrNull.describe('Name in the configuration.'),
    environment: textOrNull,
    stackId: textOrNull,
    amiBefore: textOrNull,
    amiAfter: textOrNull,
    changes: z.array(change),
    outputs: z.record(text, text),
    rootCause: rootCause.nullable(),
    error: z.strictObject({ code: text, message: text, hint: text }).nullable(),
    durationSeconds: z.number(),
  })
  .describe('Document of packer-ecs deploy --json and watch --json.') satisfies z.ZodType<DeployDocument>
