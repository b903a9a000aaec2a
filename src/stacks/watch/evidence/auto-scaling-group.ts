import { isTimeout, signalOf } from '../group-signals.ts'
import { isFailure } from '../root-cause.ts'
import { type Collector, type EvidenceSources, type Findings, noFindings } from './collector.ts'
import { instanceFindings } from './instance.ts'

/** Reads the consoles of the instances that signal a failure or no success, or why none was launched. */
export function createGroupCollector(sources: EvidenceSources): Collector {
  const joined = new Set<string>()
  return {
    async look(event, startedAt) {
      const signal = signalOf(event)
      if (signal?.isSuccess) joined.add(signal.instanceId)
      else if (signal !== null) return instanceFindings([signal.instanceId], sources)
      if (!isFailure(event) && !isTimeout(event)) return null
      return groupFindings(event.physicalId ?? '', joined, startedAt, sources)
    },
  }
}

/** At most this many consoles are read. */
const mostConsoles = 3

async function groupFindings(
  group: string,
  joined: ReadonlySet<string>,
  startedAt: Date,
  sources: EvidenceSources,
): Promise<Findings> {
  try {
    const client = await sources.autoScaling()
    const failed = await client.failedActivities(group, startedAt)
    const instances = await (await sources.ec2()).instances({ 'tag:aws:autoscaling:groupName': [group] })
    // EC2 also lists an instance that failed to launch for a while; its console is empty.
    const isLaunched = (id: string) => !failed.some(({ description }) => description.includes(id))
    const suspects = instances
      .filter(({ instanceId, launchedAt }) => !joined.has(instanceId) && launchedAt >= startedAt)
      .filter(({ instanceId }) => isLaunched(instanceId))
      .toSorted((a, b) => a.launchedAt.getTime() - b.launchedAt.getTime())
      .map(({ instanceId }) => instanceId)
    if (suspects.length > 0) return await instanceFindings(suspects.slice(0, mostConsoles), sources)
    return { ...noFindings, cause: failed[0]?.message ?? null }
  } catch {
    // A denied or failed call must not hide the failure of the group itself.
    return noFindings
  }
}
