import type { AutoScaling } from '../../aws/autoscaling.ts'
import type { Ec2 } from '../../aws/ec2.ts'
import type { Clock } from '../../ports/ports.ts'
import { advice } from './advice.ts'
import type { WatchedEvent } from './family.ts'
import { isGroup, isTimeout, signalOf } from './group-signals.ts'
import { isFailure, type RootCause } from './root-cause.ts'
import { tailOf, type Verdict, verdictIn } from './verdict.ts'

/** A root cause with what the instance says of it. */
export interface ExplainedCause {
  /** Logical id. */
  readonly resource: string
  readonly type: string
  readonly reason: string
  readonly instanceId: string | null
  readonly verdict: Verdict | null
  /** The end of the log that tells most. */
  readonly log: readonly string[]
  /** What to do. */
  readonly hint: string
}

/** Collects what tells why a group failed, while it is still there: a rollback terminates the instances. */
export interface Evidence {
  look(event: WatchedEvent): Promise<void>
  explain(cause: RootCause): ExplainedCause
}

export interface EvidenceSources {
  readonly ec2: () => Promise<Ec2>
  readonly autoScaling: () => Promise<AutoScaling>
  readonly clock: Clock
}

/** Of one group. */
interface Findings {
  instanceId: string | null
  console: string
  /** Why instances could not be launched at all. */
  launchFailure: string | null
}

export function createEvidence(sources: EvidenceSources): Evidence {
  const byGroup = new Map<string, Findings>()
  const joined = new Set<string>()
  let startedAt: Date | undefined
  return {
    async look(event) {
      startedAt ??= wholeSecond(event.time)
      if (!isGroup(event)) return
      const signal = signalOf(event)
      if (signal?.isSuccess) joined.add(signal.instanceId)
      const isKnown = byGroup.has(keyOf(event))
      if (signal !== null && !signal.isSuccess && !isKnown) {
        byGroup.set(keyOf(event), await ofInstances([signal.instanceId], sources))
      } else if ((isFailure(event) || isTimeout(event)) && !isKnown) {
        byGroup.set(keyOf(event), await ofGroup(event.physicalId ?? '', joined, startedAt, sources))
      }
    },
    explain({ event, reason }) {
      const found = byGroup.get(keyOf(event))
      const verdict = found === undefined ? null : verdictIn(found.console)
      const log = verdict?.lastLines ?? tailOf(found?.console ?? '')
      const launchFailure = found?.launchFailure ?? null
      const whole = launchFailure === null ? reason : `${reason} (${launchFailure})`
      const instanceId = found?.instanceId ?? null
      return {
        resource: event.logicalId,
        type: event.type,
        reason: whole,
        instanceId,
        verdict,
        log,
        hint: advice({ reason: whole, stackId: event.stackId, type: event.type, instanceId, verdict }),
      }
    },
  }
}

/** By the operation's first event: what a group did before is of no interest. EC2's times have no fractions. */
function wholeSecond(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000)
}

function keyOf({ stackId, logicalId }: WatchedEvent): string {
  return `${stackId} ${logicalId}`
}

/** Instances of this operation that have not said that they joined, the oldest first. */
async function ofGroup(
  group: string,
  joined: ReadonlySet<string>,
  startedAt: Date,
  sources: EvidenceSources,
): Promise<Findings> {
  const nothing = { instanceId: null, console: '', launchFailure: null }
  try {
    const client = await sources.autoScaling()
    const failed = await client.failedActivities(group, startedAt)
    const instances = await (await sources.ec2()).instances({ 'tag:aws:autoscaling:groupName': [group] })
    // What could not be launched is listed for a while, too, but never said anything.
    const isLaunched = (id: string) => !failed.some(({ description }) => description.includes(id))
    const suspects = instances
      .filter(({ instanceId, launchedAt }) => !joined.has(instanceId) && launchedAt >= startedAt)
      .filter(({ instanceId }) => isLaunched(instanceId))
      .toSorted((a, b) => a.launchedAt.getTime() - b.launchedAt.getTime())
      .map(({ instanceId }) => instanceId)
    if (suspects.length > 0) return await ofInstances(suspects.slice(0, 3), sources)
    return { ...nothing, launchFailure: failed[0]?.message ?? null }
  } catch {
    // What is denied or gone must not hide the failure itself.
    return nothing
  }
}

/** The one that says most: a failed verdict before any other text, text before none. */
async function ofInstances(instanceIds: readonly string[], sources: EvidenceSources): Promise<Findings> {
  const found = await Promise.all(
    instanceIds.map(async instanceId => ({ instanceId, ...(await read(instanceId, sources)) })),
  )
  const best =
    found.find(({ console }) => verdictIn(console)?.result === 'failed') ??
    found.find(({ console }) => console !== '') ??
    found[0]
  return { instanceId: best?.instanceId ?? null, console: best?.console ?? '', launchFailure: null }
}

/** What was printed a moment ago may not be there yet. */
async function read(instanceId: string, { ec2, clock }: EvidenceSources): Promise<{ console: string }> {
  try {
    const client = await ec2()
    const console = await client.consoleOutput(instanceId)
    if (verdictIn(console) !== null) return { console }
    await clock.sleep(2000)
    return { console: await client.consoleOutput(instanceId) }
  } catch {
    return { console: '' }
  }
}
