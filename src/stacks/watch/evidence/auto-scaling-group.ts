import type { WatchedEvent } from '../family.ts'
import { isGroup, isTimeout, signalOf } from '../group-signals.ts'
import { isFailure } from '../root-cause.ts'
import { type Collector, type EvidenceSources, type Findings, noFindings } from './collector.ts'
import { instanceFindings } from './instance.ts'

/**
 * Reads the consoles of the instances that signal a failure or no success, or why none was launched. The instances of a
 * wait condition are those of the groups of its stack.
 */
export function createGroupCollector(sources: EvidenceSources): Collector {
  const joined = new Set<string>()
  /** Names of groups, by stack. */
  const groups = new Map<string, Set<string>>()

  function groupsOf(event: WatchedEvent): readonly string[] {
    const { stackId, physicalId } = event
    const known = groups.get(stackId) ?? new Set()
    groups.set(stackId, known)
    if (!isGroup(event)) return [...known]
    if (physicalId) known.add(physicalId)
    return [physicalId ?? '']
  }

  return {
    async look(event, startedAt) {
      const names = groupsOf(event)
      const signal = signalOf(event)
      if (signal?.isSuccess) joined.add(signal.instanceId)
      else if (signal !== null) return instanceFindings([signal.instanceId], sources)
      if (!isFailure(event) && !isTimeout(event)) return null
      return names.length === 0 ? null : groupFindings(names, joined, startedAt, sources)
    },
  }
}

/** At most this many consoles are read. */
const mostConsoles = 3

async function groupFindings(
  groups: readonly string[],
  joined: ReadonlySet<string>,
  startedAt: Date,
  sources: EvidenceSources,
): Promise<Findings> {
  try {
    const client = await sources.autoScaling()
    const failed = (await Promise.all(groups.map(group => client.failedActivities(group, startedAt)))).flat()
    const instances = await (await sources.ec2()).instances({ 'tag:aws:autoscaling:groupName': groups })
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
