import type { ResourceChange } from '../../aws/stack.ts'
import type { ChangeAction } from './change-action.ts'
import { dataLoss } from './data-loss.ts'
import { groupMeaning, type PlannedGroup } from './group-words.ts'
import type { Masking } from './masking.ts'
import { plannedProperties } from './planned-properties.ts'
import type { PlannedChange } from './stack-plan.ts'

/** One resource of a change set, with its meaning. */
export function plannedChange(
  change: ResourceChange,
  group: PlannedGroup | undefined,
  masking: Masking,
): PlannedChange {
  const action = actionOf(change)
  const loss = dataLoss(change, action)
  const { logicalId, physicalId, type, changeSetId, nestedIn } = change
  // The changes in a planned nested stack are listed after it.
  const words = changeSetId === null ? meanings[type]?.[action] : undefined
  return {
    action,
    logicalId,
    physicalId,
    type,
    properties: plannedProperties(change, masking),
    meaning: group === undefined ? (loss?.meaning ?? words ?? '') : groupMeaning(group),
    isDestructive: loss?.isDestructive ?? false,
    ...(nestedIn.length === 0 ? {} : { nestedIn }),
  }
}

export function actionOf({ action, replacement }: ResourceChange): ChangeAction {
  if (action === 'Modify') {
    return ({ True: 'replace', Conditional: 'mayReplace', False: 'change' } as const)[replacement ?? 'False']
  }
  return ({ Add: 'add', Remove: 'remove', Import: 'import', Dynamic: 'unknown' } as const)[action]
}

const newTemplateVersion = 'creates a new version for instances that are launched from now on'
const otherCluster = 'creates a new, empty cluster; the services and tasks of the old one stop'
const nested = 'its changes are known only while they are applied'

const meanings: Readonly<Record<string, Partial<Record<ChangeAction, string>>>> = {
  'AWS::EC2::LaunchTemplate': {
    change: newTemplateVersion,
    replace: 'creates a new launch template for instances that are launched from now on',
  },
  'AWS::AutoScaling::LaunchConfiguration': {
    replace: 'creates a new launch configuration for instances that are launched from now on',
  },
  'AWS::ECS::Cluster': { replace: otherCluster, remove: 'its services and tasks stop' },
  'AWS::ECS::Service': {
    change: 'replaces its tasks according to its deployment configuration',
    replace: 'creates a new service; the tasks of the old one stop',
    remove: 'its tasks stop',
  },
  'AWS::ECS::CapacityProvider': {
    replace: 'creates a new capacity provider; services that name the old one cannot place tasks',
  },
  'AWS::EC2::SecurityGroup': { replace: 'gets a new id; rules that name the old id no longer match' },
  'AWS::IAM::Role': { replace: 'gets a new ARN; policies that name the old ARN do not apply to it' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    replace: 'gets a new address; update DNS records that point to the old one',
  },
  'AWS::CloudFormation::Stack': { change: nested, mayReplace: nested },
}
