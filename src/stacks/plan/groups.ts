import type { ChangeDetail, ResourceChange } from '../../aws/stack.ts'
import type { Evaluate } from '../template/evaluate.ts'
import type { Template } from '../template/template.ts'
import { waitConditionType } from '../watch/group-signals.ts'
import { creationSignals, type GroupFacts, type GroupSettings, groupSettings, groupType } from './group.ts'
import type { PlannedGroup } from './group-words.ts'
import { actionOf } from './planned-change.ts'

interface Request {
  readonly changes: readonly ResourceChange[]
  readonly template: Template
  readonly evaluate: Evaluate
  /** With the stack's current parameters; null for a new stack. */
  readonly previous: Evaluate | null
  readonly groups: Readonly<Record<string, GroupFacts>>
}

/** The Auto Scaling groups that the change set changes. */
export function plannedGroups({ changes, template, evaluate, previous, groups }: Request): PlannedGroup[] {
  const waiting = changes
    .filter(change => change.type === waitConditionType && actionOf(change) === 'add')
    .flatMap(({ logicalId }) => creationSignals(logicalId, template, evaluate) ?? [])
  // The instances of a group can signal a wait condition instead of the group.
  const waited = (settings: GroupSettings): GroupSettings => ({
    ...settings,
    creation: settings.creation ?? waiting[0] ?? null,
  })
  return changes
    .filter(({ type }) => type === groupType)
    .map(change => {
      const { logicalId } = change
      const settings = waited(groupSettings(logicalId, template, evaluate))
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

/** Properties whose change replaces instances (CloudFormation user guide, UpdatePolicy attribute). */
const launchProperties = new Set([
  'LaunchTemplate',
  'LaunchConfigurationName',
  'MixedInstancesPolicy',
  'VPCZoneIdentifier',
  'AvailabilityZones',
  'PlacementGroup',
])

/**
 * Whether only CloudFormation knows, while it applies the change, if the property changes. That is the case for an
 * attribute of a resource that changes only through attributes of others, such as a launch template with `!GetAtt` of a
 * security group that gets a rule.
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

/** The top-level property. `path` can go deeper, and `name` can be the name of the deepest part. */
function propertyOf({ path, name }: ChangeDetail): string {
  return /^\/Properties\/([^/]+)/.exec(path ?? '')?.[1] ?? name ?? ''
}
