import { z } from 'zod'
import { type DocumentOf, errorDocument, errorSchema } from '../../errors/error-document.ts'
import type { ToolError } from '../../errors/tool-error.ts'
import type { DeployEnd } from '../../runs/record.ts'
import type { PlannedChange } from '../plan/stack-plan.ts'
import type { ExplainedCause } from '../watch/evidence.ts'
import type { VerifiedService } from './verified-service.ts'

const text = z.string()
const textOrNull = text.nullable()

const change = z.strictObject({
  action: z.enum(['add', 'change', 'mayReplace', 'replace', 'remove', 'import', 'unknown']),
  logicalId: text,
  physicalId: textOrNull,
  type: text,
  properties: z.array(z.strictObject({ path: text, before: textOrNull, after: textOrNull })),
  meaning: text.describe('What it means to you; empty if the action is clear by itself.'),
  isDestructive: z.boolean().describe('Data is lost.'),
  nestedIn: z
    .array(text)
    .optional()
    .describe('Of a resource in nested stacks: their logical ids, from the outside in.'),
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
  verdict: verdict
    .nullable()
    .describe('How the first run of the instance ended, as the instance reports it.'),
  log: z.array(text),
  code: textOrNull.describe(
    'Error code of the cause of an ECS service, such as "CONTAINER_EXITED"; null for other resources.',
  ),
})

export const deployOutcome = z.enum([
  'created',
  'updated',
  'unchanged',
  'planned',
  'started',
  'detached',
  'deleted',
  'rolledBack',
  'failed',
])

const imageVersion = z.strictObject({
  name: textOrNull.describe('E.g. "packer-ecs/web:1.2"; null if only CloudFormation knows it.'),
  digest: textOrNull,
  pushedAt: textOrNull.describe('ISO 8601.'),
  notChecked: textOrNull.describe('Why it was not looked up; null if it was.'),
})

const service = z.strictObject({
  logicalId: text,
  name: textOrNull,
  action: change.shape.action,
  images: z.array(z.strictObject({ container: text, before: imageVersion.nullable(), after: imageVersion })),
  changes: z
    .array(z.strictObject({ what: text, before: textOrNull, after: textOrNull }))
    .describe('Of the task definition, without images.'),
  rollout: text.describe('How its tasks are replaced.'),
  isVerified: z
    .boolean()
    .optional()
    .describe(
      'After the operation: whether the service was seen to run what was deployed. False also if it could not be read.',
    ),
})

/** What `deploy --json` and `watch --json` print. Fields that do not apply to an outcome are null. */
export const deployDocument = z.strictObject({
  schemaVersion: z.literal(1),
  outcome: deployOutcome.describe('Only a watch ends with "deleted".'),
  runId: textOrNull.describe('Null for a watch, and if there was no run yet.'),
  stack: textOrNull.describe('Name in the configuration.'),
  environment: textOrNull,
  stackId: textOrNull,
  amiBefore: textOrNull,
  amiAfter: textOrNull,
  changes: z.array(change),
  services: z.array(service).describe('The ECS services that are created or changed.'),
  outputs: z.record(text, text),
  rootCause: rootCause.nullable().describe('What to do about it is the hint of the error.'),
  error: errorSchema.nullable(),
  durationSeconds: z.number(),
})

export type DeployDocument = DocumentOf<typeof deployDocument>

/** What a deploy has found so far. */
export interface DeployProgress {
  kind: 'create' | 'update' | null
  /** The outcome if an error ends the deploy now; null: it failed. */
  end: DeployEnd | null
  stackId: string | null
  amiBefore: string | null
  amiAfter: string | null
  changes: readonly PlannedChange[]
  services: readonly VerifiedService[]
  outputs: Readonly<Record<string, string>>
  rootCause: ExplainedCause | null
}

export function noProgress(): DeployProgress {
  return { kind: null, end: null, ...nothing, rootCause: null }
}

const nothing = { stackId: null, amiBefore: null, amiAfter: null, changes: [], services: [], outputs: {} }

/** A run that ended. */
export interface Ended extends Pick<DeployDocument, 'outcome' | 'stack' | 'environment' | 'durationSeconds'> {
  readonly runId?: string
  readonly progress: DeployProgress
  readonly error: ToolError | undefined
}

export function describeRun({ outcome, runId, stack, environment, ...ended }: Ended): DeployDocument {
  const { progress, error, durationSeconds } = ended
  const { stackId, amiBefore, amiAfter, changes, services, outputs, rootCause } = progress
  return {
    schemaVersion: 1,
    outcome,
    runId: runId ?? null,
    stack,
    environment,
    stackId,
    amiBefore,
    amiAfter,
    changes,
    services,
    outputs,
    rootCause: describeCause(rootCause),
    error: error === undefined ? null : errorDocument(error),
    durationSeconds,
  }
}

/** The document of a command that ended before its run started: no configuration, credentials or sandbox. */
export function failedDeployDocument(
  error: ToolError,
  durationSeconds: number,
  { stack, environment }: Pick<DeployDocument, 'stack' | 'environment'> = { stack: null, environment: null },
): DeployDocument {
  const progress = noProgress()
  return describeRun({ outcome: 'failed', stack, environment, progress, error, durationSeconds })
}

function describeCause(cause: ExplainedCause | null): DeployDocument['rootCause'] {
  if (cause === null) return null
  const { resource, type, reason, instanceId, verdict, log, code } = cause
  return { resource, type, reason, instanceId, verdict, log, code }
}
