import type { ChangeDetail, ResourceChange } from '../../aws/stack.ts'
import type { ChangeAction } from './change-action.ts'
import { dataLoss } from './data-loss.ts'
import { groupMeaning, type PlannedGroup } from './group-words.ts'
import type { PlannedChange } from './stack-plan.ts'

/** One resource of a change set, with its meaning. `secrets` are values to hide. */
export function plannedChange(
  change: ResourceChange,
  group: PlannedGroup | undefined,
  secrets: readonly string[],
): PlannedChange {
  const action = actionOf(change)
  const loss = dataLoss(change, action)
  const { logicalId, physicalId, type, details, changeSetId, nestedIn } = change
  // The changes in a planned nested stack are listed after it.
  const words = changeSetId === null ? meanings[type]?.[action] : undefined
  return {
    action,
    logicalId,
    physicalId,
    type,
    properties: properties(details, secrets),
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

/** One line for each property, with the most exact path that CloudFormation reports. */
function properties(
  details: readonly ChangeDetail[],
  secrets: readonly string[],
): PlannedChange['properties'] {
  const hide = (value: string | null) => (value === null ? null : hidden(value, secrets))
  const lines = details.map(({ attribute, name, path, before, after }) => ({
    path: path?.replace(/^\/(?:Properties\/)?/, '') ?? name ?? attribute,
    before: hide(before),
    after: hide(after),
  }))
  // CloudFormation lists a property once for each cause; only some of the entries have values.
  const byPath = new Map(lines.map(line => [line.path, line]))
  for (const line of lines) if (line.before !== null || line.after !== null) byPath.set(line.path, line)
  return [...byPath.values()]
}

function hidden(value: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, '****'), value)
}
