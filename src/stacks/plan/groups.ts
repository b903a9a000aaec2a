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
      return {
        logicalId,
        action: actionOf(change),
        settings,
        facts: groups[logicalId] ?? null,
        isLaunchModified: change.details.some(detail => launchProperties.has(propertyOf(detail))),
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

/** The resource's own property: a path leads further down, and the name may be that of what it leads to. */
function propertyOf({ path, name }: ChangeDetail): string {
  return /^\/Properties\/([^/]+)/.exec(path ?? '')?.[1] ?? name ?? ''
}
