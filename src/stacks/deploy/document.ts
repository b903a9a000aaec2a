import { errorDocument } from '../../errors/error-document.ts'
import type { ToolError } from '../../errors/tool-error.ts'
import type { DeployEnd } from '../../runs/deploy-record.ts'
import type { PlannedChange } from '../plan/stack-plan.ts'
import type { ExplainedCause } from '../watch/evidence.ts'

/** The one document that `deploy --json` and `watch --json` print. Fields that an outcome has not are null. */
export interface DeployDocument {
  readonly schemaVersion: 1
  /** `deleted` is how only a watch may end. */
  readonly outcome: DeployEnd | 'deleted'
  /** Null for a watch, and for what ended before there was a run. */
  readonly runId: string | null
  /** Name in the configuration. */
  readonly stack: string | null
  readonly environment: string | null
  readonly stackId: string | null
  readonly amiBefore: string | null
  readonly amiAfter: string | null
  readonly changes: readonly PlannedChange[]
  readonly outputs: Readonly<Record<string, string>>
  /** Its remedy is the error's hint. */
  readonly rootCause: Omit<ExplainedCause, 'hint'> | null
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null
  readonly durationSeconds: number
}

/** What a deploy has found out so far; what it did not reach is as at the start. */
export interface DeployProgress {
  kind: 'create' | 'update' | null
  /** How it would end if something went wrong now; null: it failed. */
  end: DeployEnd | null
  stackId: string | null
  amiBefore: string | null
  amiAfter: string | null
  changes: readonly PlannedChange[]
  outputs: Readonly<Record<string, string>>
  rootCause: ExplainedCause | null
}

export function noProgress(): DeployProgress {
  return { kind: null, end: null, ...nothing, rootCause: null }
}

const nothing = { stackId: null, amiBefore: null, amiAfter: null, changes: [], outputs: {} }

/** What is known of a run when it has ended. */
export interface Ended extends Pick<DeployDocument, 'outcome' | 'stack' | 'environment' | 'durationSeconds'> {
  readonly runId?: string
  readonly progress: DeployProgress
  readonly error: ToolError | undefined
}

export function describeRun({ outcome, runId, stack, environment, ...ended }: Ended): DeployDocument {
  const { progress, error, durationSeconds } = ended
  const { stackId, amiBefore, amiAfter, changes, outputs, rootCause } = progress
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
    outputs,
    rootCause: describeCause(rootCause),
    error: error === undefined ? null : errorDocument(error),
    durationSeconds,
  }
}

/** Of what ended before it had a run: no configuration, no credentials, no sandbox. */
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
  const { resource, type, reason, instanceId, verdict, log } = cause
  return { resource, type, reason, instanceId, verdict, log }
}
