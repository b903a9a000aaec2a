import type { ServiceCause } from '../services/symptom.ts'
import { advice } from './advice.ts'
import { type EvidenceSources, type Findings, noFindings } from './evidence/collector.ts'
import { createCollectors } from './evidence/collectors.ts'
import type { WatchedEvent } from './family.ts'
import type { RootCause } from './root-cause.ts'
import type { Verdict } from './verdict.ts'

/** A root cause with the evidence for it. */
export interface ExplainedCause {
  /** Logical id. */
  readonly resource: string
  readonly type: string
  readonly reason: string
  readonly instanceId: string | null
  readonly verdict: Verdict | null
  /** The end of the most useful log. */
  readonly log: readonly string[]
  /** What to do. */
  readonly hint: string
  /** Error code of the cause of an ECS service; null for other resources and unknown causes. */
  readonly code: string | null
}

/** The cause of a service with the reason of its first failed task. */
export function withServiceCause(
  found: ExplainedCause,
  { code, summary, hint, symptom }: ServiceCause,
): ExplainedCause {
  return {
    ...found,
    reason: `${found.reason} (${summary})`,
    code: hint === '' ? null : code,
    hint: hint || found.hint,
    instanceId: found.instanceId ?? symptom.instanceId,
    log: symptom.log,
  }
}

/** Collects evidence during the operation: a rollback terminates the instances that hold it. */
export interface Evidence {
  look(event: WatchedEvent): Promise<void>
  explain(cause: RootCause): ExplainedCause
}

export function createEvidence(sources: EvidenceSources): Evidence {
  const collectors = createCollectors(sources)
  const byResource = new Map<string, Findings>()
  let startedAt: Date | undefined
  return {
    async look(event) {
      startedAt ??= wholeSecond(event.time)
      if (byResource.has(keyOf(event))) return
      const findings = await collectors.get(event.type)?.look(event, startedAt)
      if (findings) byResource.set(keyOf(event), findings)
    },
    explain({ event, reason: ofEvent }) {
      const { logicalId: resource, type, stackId } = event
      const { cause, instanceId, verdict, log } = byResource.get(keyOf(event)) ?? noFindings
      const reason = cause === null ? ofEvent : `${ofEvent} (${cause})`
      const hint = advice({ reason, stackId, type, instanceId, verdict, log })
      return { resource, type, reason, instanceId, verdict, log, hint, code: null }
    },
  }
}

/** EC2's launch times have no fractions of a second. */
export function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000)
}

function keyOf({ stackId, logicalId }: WatchedEvent): string {
  return `${stackId} ${logicalId}`
}
