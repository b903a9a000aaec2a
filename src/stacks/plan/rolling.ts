import { type GroupFacts, type GroupSettings, type RollingUpdate, sizeAfter } from './group.ts'

/** How a rolling update replaces the instances of a group. */
interface RollingPlan {
  readonly policy: RollingUpdate
  /** Size during and after the update. */
  readonly size: number
  /** Number of instances that are replaced; without those that the new size removes. */
  readonly replaced: number
  readonly minInService: number
  /** The most instances that are terminated at once. */
  readonly batch: number
  /** The group is enlarged first, so new instances join before old ones are terminated. */
  readonly launchesFirst: boolean
  /** CloudFormation refuses it: `minInService` is not less than MaxSize. */
  readonly isRefused: boolean
}

/**
 * null without a rolling update, or for a new group (docs/instance-facts.md, "Rolling replacement").
 *
 * @param isSizeModified DesiredCapacity differs from the last deploy
 */
export function rollingPlan(
  settings: GroupSettings,
  facts: GroupFacts | null,
  isSizeModified: boolean,
): RollingPlan | null {
  const { rolling: policy, update } = settings
  if (policy === null || update !== 'rolling' || facts === null) return null
  const max = settings.max ?? Number.POSITIVE_INFINITY
  const size = sizeAfter(settings, facts, isSizeModified)
  const minInService = Math.max(policy.minInService, Math.ceil((size * policy.minActivePercent) / 100))
  const replaced = afterScaleIn(facts, size)
  const enlarged = Math.min(max, minInService + Math.min(policy.batch, replaced))
  const launchesFirst = enlarged > Math.max(size, replaced)
  const spare = Math.max(enlarged, size, replaced) - minInService
  return {
    policy,
    size,
    replaced,
    minInService,
    batch: Math.max(1, Math.min(policy.batch, replaced, spare)),
    launchesFirst,
    isRefused: minInService >= max,
  }
}

/** A smaller size is set before instances are replaced; instances that are protected from scale-in stay. */
function afterScaleIn(
  { instances, desired, protectedInstances, suspended }: GroupFacts,
  size: number,
): number {
  if (size >= desired || suspended.includes('Terminate')) return instances
  return Math.min(instances, Math.max(size, protectedInstances.length))
}
