import { errorDocument } from '../../errors/error-document.ts'
import type { ToolError } from '../../errors/tool-error.ts'
import type { DeployEnd } from '../../runs/record.ts'
import type { PlannedChange } from '../plan/stack-plan.ts'
import type { ExplainedCause } from '../watch/evidence.ts'

/** The one document that `deploy --json` and `watch --json` print. Fields that do not apply are null. */
export interface DeployDocument {
  readonly schemaVersion: 1
  /** `deleted`: only a watch ends in that way. */
  readonly outcome: DeployEnd | 'deleted'
  /** Null for a watch, and when the command ended before its run started. */
  readonly runId: string | null
  /** Name in the configuration. */
  readonly stack: string | null
  readonly environment: string | null
  readonly stackId: string | null
  readonly amiBefore: string | null
  readonly amiAfter: string | null
  readonly changes: readonly PlannedChange[]
  readonly outputs: Readonly<Record<string, string>>
  /** What to do is in the error's hint. */
  readonly rootCause: Omit<ExplainedCause, 'hint'> | null
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null
  readonly durationSeconds: number
}

/** What a deploy has found so far. */
export interface DeployProgress {
  kind: 'create' | 'update' | null
  /** The outcome if an error ends the deploy now; null: it failed. */
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

/** A run that ended. */
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
  const { resource, type, reason, instanceId, verdict, log } = cause
  return { resource, type, reason, instanceId, verdict, log }
}
