import type { ChangeDetail, ResourceChange } from '../../aws/stack.ts'
import type { Evaluate } from '../template/evaluate.ts'
import type { Template } from '../template/template.ts'
import { type GroupFacts, groupSettings, groupType } from './group.ts'
import type { PlannedGroup } from './group-words.ts'
import { actionOf } from './planned-change.ts'

interface Request {
  readonly changes: readonly ResourceChange[]
  readonly template: Template
  readonly evaluate: Evaluate
  /** With the parameters that the stack has now; null for a new one. */
  readonly previous: Evaluate | null
  readonly groups: Readonly<Record<string, GroupFacts>>
}

/** The auto scaling groups that the change set touches. */
export function plannedGroups({ changes, template, evaluate, previous, groups }: Request): PlannedGroup[] {
  return changes
    .filter(({ type }) => type === groupType)
    .map(change => {
      const { logicalId } = change
      const settings = groupSettings(logicalId, template, evaluate)
      const before = previous === null ? settings : groupSettings(logicalId, template, previous)
      const launch = change.details.filter(detail => launchProperties.has(propertyOf(detail)))
      return {
        logicalId,
        action: actionOf(change),
        settings,
        facts: groups[logicalId] ?? null,
        isLaunchModified: launch.length > 0,
        isLaunchCertain: launch.some(detail => !isOfUncertain(detail, changes)),
        isSizeModified:
          change.details.some(detail => propertyOf(detail) === 'DesiredCapacity') ||
          settings.desired !== before.desired,
      }
    })
}

/** CloudFormation user guide, UpdatePolicy attribute: what makes it replace instances. */
const launchProperties = new Set([
  'LaunchTemplate',
  'LaunchConfigurationName',
  'MixedInstancesPolicy',
  'VPCZoneIdentifier',
  'AvailabilityZones',
  'PlacementGroup',
])

/**
 * Whether it is the attribute of a resource that itself changes by attributes of others only, such as a launch template
 * with `!GetAtt` of a security group that gets a rule: only CloudFormation can tell, while it applies the change.
 */
function isOfUncertain(
  { changeSource, causingEntity }: ChangeDetail,
  changes: readonly ResourceChange[],
): boolean {
  if (changeSource !== 'ResourceAttribute') return false
  const cause = changes.find(({ logicalId }) => logicalId === causingEntity?.split('.')[0])
  if (cause === undefined || actionOf(cause) !== 'change') return false
  return cause.details.every(detail => detail.changeSource === 'ResourceAttribute')
}

/** The resource's own property: a path leads further down, and the name may be that of what it leads to. */
function propertyOf({ path, name }: ChangeDetail): string {
  return /^\/Properties\/([^/]+)/.exec(path ?? '')?.[1] ?? name ?? ''
}
