import type { AutoScaling } from '../../../aws/autoscaling.ts'
import type { Ec2 } from '../../../aws/ec2.ts'
import type { Clock } from '../../../ports/ports.ts'
import type { WatchedEvent } from '../family.ts'
import type { Verdict } from '../verdict.ts'

/** Collects evidence about the resources of one type. */
export interface Collector {
  /**
   * Called with the events of these resources, in order, until a resource has findings. Returns null for an event
   * that it ignores. `startedAt` is when the operation started, in whole seconds.
   */
  look(event: WatchedEvent, startedAt: Date): Promise<Findings | null>
}

export interface EvidenceSources {
  readonly ec2: () => Promise<Ec2>
  readonly autoScaling: () => Promise<AutoScaling>
  readonly clock: Clock
}

/** Why a resource failed, beyond CloudFormation's reason. */
export interface Findings {
  /** Added to CloudFormation's reason; null if there is nothing to add. */
  readonly cause: string | null
  readonly instanceId: string | null
  readonly verdict: Verdict | null
  /** The end of the most useful log. */
  readonly log: readonly string[]
}

export const noFindings: Findings = { cause: null, instanceId: null, verdict: null, log: [] }
