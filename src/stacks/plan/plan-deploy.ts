import type { Image } from '../../aws/image.ts'
import type { ChangeSet, StackDescription } from '../../aws/stack.ts'
import type { StackSettings } from '../../config/settings.ts'
import { toDeployedAmi } from '../ami/deployed-ami.ts'
import type { FoundAmi } from '../ami/find-amis.ts'
import type { ParameterValues } from '../parameters/parameter-value.ts'
import { plainValues } from '../parameters/resolve.ts'
import { planService, type ServiceFacts, serviceWarnings } from '../services/plan-service.ts'
import { evaluator } from '../template/evaluate.ts'
import type { Template } from '../template/template.ts'
import { firstRunWarnings } from './first-run-start.ts'
import type { GroupFacts } from './group.ts'
import { plannedGroups } from './groups.ts'
import { lateWaits } from './late-waits.ts'
import { leftBehind } from './left-behind.ts'
import { lostSettings } from './lost-settings.ts'
import { masking } from './masking.ts'
import { plannedChange } from './planned-change.ts'
import { plannedParameters } from './planned-parameters.ts'
import type { PlannedAmi, StackPlan } from './stack-plan.ts'
import { groupWarnings } from './warnings.ts'

export interface PlanRequest {
  readonly stackName: string
  /** The current stack; null if it does not exist or only its first change set does. */
  readonly before: StackDescription | null
  /** null if there are no changes. */
  readonly changeSet: ChangeSet | null
  readonly template: Template
  readonly values: ParameterValues
  /** Values of `AWS::Region` and the like. */
  readonly pseudo: Readonly<Record<string, string>>
  /** Of the stack in the configuration. */
  readonly settings: Pick<StackSettings, 'tags' | 'notificationTopics'>
  readonly amis: readonly FoundAmi[]
  /** The current AMI of the first of `amis`; undefined if it was deleted or there is none. */
  readonly previousAmi: Image | undefined
  /** The stack's Auto Scaling groups in their current state, by logical id. */
  readonly groups: Readonly<Record<string, GroupFacts>>
  readonly services: readonly ServiceFacts[]
  /** Time limit of the image's first run; null if unknown. */
  readonly firstRunSeconds: number | null
}

/** Describes what a change set would do. */
export function planDeploy(request: PlanRequest): StackPlan {
  const { stackName, before, changeSet, template, settings, groups, firstRunSeconds } = request
  const { values, pseudo } = request
  const evaluate = evaluator(template, { ...pseudo, ...plainValues(values) })
  const previous =
    before === null ? null : evaluator(template, { ...pseudo, ...plainValues(values), ...before.parameters })
  const changes = changeSet?.changes ?? []
  // The template has only the resources of the stack itself.
  const own = changes.filter(({ nestedIn }) => nestedIn.length === 0)
  const found = plannedGroups({
    changes: own,
    template,
    evaluate,
    previous,
    groups,
  })
  const hidden = Object.values(values).flatMap(({ noEcho, value, source }) =>
    noEcho && source.kind !== 'previous' && value !== '' ? [value] : [],
  )
  const mask = masking(hidden)
  return {
    kind: changeSet === null ? 'unchanged' : before === null ? 'create' : 'update',
    stackName,
    parameters: plannedParameters(values, before, mask),
    ami: plannedAmi(request),
    changes: changes.map(change =>
      plannedChange(
        change,
        found.find(({ logicalId }) => own.includes(change) && logicalId === change.logicalId),
        mask,
      ),
    ),
    services: request.services.map(facts => planService(facts, mask)),
    warnings: [
      ...request.amis.slice(1).flatMap(channelWarnings),
      ...(changeSet === null ? [] : lostSettings(before, settings)),
      ...found.flatMap(group => groupWarnings(group, firstRunSeconds)),
      ...(changeSet === null ? [] : firstRunWarnings(template, request.amis)),
      ...(before === null ? [] : lateWaits(own, template)),
      ...leftBehind(own, template, evaluate),
      ...request.services.flatMap(serviceWarnings),
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
    ...(ami.inChannel === undefined ? {} : { inChannel: ami.inChannel }),
  }
}

/** The first AMI has a section of the plan. */
function channelWarnings({ parameter, found: { imageId }, inChannel }: FoundAmi): string[] {
  if (inChannel === undefined || (inChannel.rejected === null && inChannel.verdict === 'verified')) return []
  const { rejected, verdict, channel } = inChannel
  const reason = rejected?.reason ?? null
  const what =
    rejected !== null
      ? `was rejected${reason === null ? '' : `: ${reason}`}`
      : verdict === 'failed'
        ? 'failed its verification'
        : 'is not verified'
  return [`${parameter}: the stack has the channel ${channel}, and ${imageId} ${what}`]
}
