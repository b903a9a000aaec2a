import type { ChangeDetail, ResourceChange } from '../../aws/stack.ts'
import { dataLoss } from './data-loss.ts'
import { groupMeaning, type PlannedGroup } from './group-words.ts'
import type { ChangeAction, PlannedChange } from './stack-plan.ts'

/** One resource of a change set, with what it means. `secrets` are values that must not be shown. */
export function plannedChange(
  change: ResourceChange,
  group: PlannedGroup | undefined,
  secrets: readonly string[],
): PlannedChange {
  const action = actionOf(change)
  const loss = dataLoss(change, action)
  const { logicalId, physicalId, type, details } = change
  return {
    action,
    logicalId,
    physicalId,
    type,
    properties: properties(details, secrets),
    meaning: group === undefined ? (loss?.meaning ?? meanings[type]?.[action] ?? '') : groupMeaning(group),
    isDestructive: loss?.isDestructive ?? false,
  }
}

export function actionOf({ action, replacement }: ResourceChange): ChangeAction {
  if (action === 'Modify') {
    return ({ True: 'replace', Conditional: 'mayReplace', False: 'change' } as const)[replacement ?? 'False']
  }
  return ({ Add: 'add', Remove: 'remove', Import: 'import', Dynamic: 'unknown' } as const)[action]
}

const newTemplateVersion = 'a new version; instances launched from now on use it'
const otherCluster = 'a new, empty cluster; services and tasks of the old one end with it'
const nested = 'what changes inside shows only while it is applied'

const meanings: Readonly<Record<string, Partial<Record<ChangeAction, string>>>> = {
  'AWS::EC2::LaunchTemplate': {
    change: newTemplateVersion,
    replace: 'a new launch template; instances launched from now on use it',
  },
  'AWS::AutoScaling::LaunchConfiguration': {
    replace: 'a new one; instances launched from now on use it',
  },
  'AWS::ECS::Cluster': { replace: otherCluster, remove: 'its services and tasks end with it' },
  'AWS::ECS::Service': {
    change: 'its tasks are replaced as its deployment configuration says',
    replace: 'a new service; the tasks of the old one end',
    remove: 'its tasks end',
  },
  'AWS::ECS::CapacityProvider': { replace: 'a new one; services that name the old one cannot place tasks' },
  'AWS::EC2::SecurityGroup': { replace: 'a new id; rules elsewhere that name the old one no longer match' },
  'AWS::IAM::Role': { replace: 'a new role; what was granted to the old one by its ARN is not to the new' },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    replace: "a new address; DNS names of one's own must follow",
  },
  'AWS::CloudFormation::Stack': { change: nested, mayReplace: nested },
}

/** One line for each property: the most exact path that CloudFormation tells. */
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
  // The same property comes once for each of its causes, the vague ones without values.
  const byPath = new Map(lines.map(line => [line.path, line]))
  for (const line of lines) if (line.before !== null || line.after !== null) byPath.set(line.path, line)
  return [...byPath.values()]
}

function hidden(value: string, secrets: readonly string[]): string {
  return secrets.reduce((text, secret) => text.replaceAll(secret, '****'), value)
}
