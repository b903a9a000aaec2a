import type { Image } from '../../aws/image.ts'
import type { ChangeSet, StackDescription } from '../../aws/stack.ts'
import { toDeployedAmi } from '../ami/deployed-ami.ts'
import type { FoundAmi } from '../ami/find-amis.ts'
import type { ParameterValues } from '../parameters/parameter-value.ts'
import { plainValues } from '../parameters/resolve.ts'
import { evaluator } from '../template/evaluate.ts'
import type { Template } from '../template/template.ts'
import type { GroupFacts } from './group.ts'
import { plannedGroups } from './groups.ts'
import { leftBehind } from './left-behind.ts'
import { plannedChange } from './planned-change.ts'
import { plannedParameters } from './planned-parameters.ts'
import type { PlannedAmi, StackPlan } from './stack-plan.ts'
import { groupWarnings } from './warnings.ts'

export interface PlanRequest {
  readonly stackName: string
  /** The stack as it is; null where there is none, or only the shell that a change set made. */
  readonly before: StackDescription | null
  /** null when it has no changes. */
  readonly changeSet: ChangeSet | null
  readonly template: Template
  readonly values: ParameterValues
  readonly amis: readonly FoundAmi[]
  /** The AMI that the first of `amis` has now; undefined when it is gone or there was none. */
  readonly previousAmi: Image | undefined
  /** Auto scaling groups of the stack as they are, by logical id. */
  readonly groups: Readonly<Record<string, GroupFacts>>
  /** Time limit of the image's first run, when it is known. */
  readonly firstRunSeconds: number | null
}

/** What the change set means. Pure. */
export function planDeploy(request: PlanRequest): StackPlan {
  const { stackName, before, changeSet, template, values, groups, firstRunSeconds } = request
  const evaluate = evaluator(template, plainValues(values))
  const previous =
    before === null ? null : evaluator(template, { ...plainValues(values), ...before.parameters })
  const found = plannedGroups({
    changes: changeSet?.changes ?? [],
    template,
    evaluate,
    previous,
    groups,
  })
  const secrets = Object.values(values).flatMap(({ noEcho, value, source }) =>
    noEcho && source.kind !== 'previous' && value !== '' ? [value] : [],
  )
  return {
    kind: changeSet === null ? 'unchanged' : before === null ? 'create' : 'update',
    stackName,
    parameters: plannedParameters(values, before),
    ami: plannedAmi(request),
    changes: (changeSet?.changes ?? []).map(change =>
      plannedChange(
        change,
        found.find(({ logicalId }) => logicalId === change.logicalId),
        secrets,
      ),
    ),
    warnings: [
      ...found.flatMap(group => groupWarnings(group, firstRunSeconds)),
      ...leftBehind(changeSet?.changes ?? [], template, evaluate),
    ],
  }
}

function plannedAmi({ before, amis: [ami], previousAmi }: PlanRequest): PlannedAmi | null {
  if (ami === undefined) return null
  const imageId = before?.parameters[ami.parameter]
  const isSame = imageId === ami.found.imageId
  return {
    parameter: ami.parameter,
    before: imageId === undefined ? null : toDeployedAmi(imageId, isSame ? ami.found : previousAmi),
    after: toDeployedAmi(ami.found.imageId, ami.found),
  }
}
