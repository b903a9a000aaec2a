import type { ChangeSet, StackDescription } from '../../aws/stack.ts'
import type { FoundAmi } from '../ami/find-amis.ts'
import type { StacksContext } from '../context.ts'
import type { ParameterValues } from '../parameters/parameter-value.ts'
import { planDeploy } from '../plan/plan-deploy.ts'
import type { StackPlan } from '../plan/stack-plan.ts'
import { changeSetName, changeSetParameters, makeChangeSet } from './change-set.ts'
import type { Deploying } from './deploy.ts'
import { groupFacts } from './group-facts.ts'

export interface PlanInputs extends Deploying {
  /** Null for a new stack. */
  readonly before: StackDescription | null
  readonly amis: readonly FoundAmi[]
  readonly values: ParameterValues
}

export interface MadePlan {
  readonly plan: StackPlan
  readonly stackId: string
  /** Null when nothing would change. */
  readonly changeSet: ChangeSet | null
}

/** Has CloudFormation say what would change. */
export async function makePlan(inputs: PlanInputs, context: StacksContext): Promise<MadePlan> {
  const { chosen, template, before, amis, values, runId } = inputs
  const previousAmi = findPreviousAmi(inputs, context)
  const { stackId, changeSet } = await makeChangeSet(
    {
      stackName: chosen.stackName,
      kind: before === null ? 'CREATE' : 'UPDATE',
      name: changeSetName(runId),
      description: `packer-ecs run ${runId} by ${(await context.caller()).name}`.slice(0, 1024),
      template: template.body,
      parameters: changeSetParameters(values),
      capabilities: chosen.settings.capabilities,
      tags: chosen.settings.tags,
      role: chosen.settings.role,
      notificationTopics: chosen.settings.notificationTopics,
      token: runId,
    },
    chosen.stack,
    context,
  )
  const plan = planDeploy({
    stackName: chosen.stackName,
    before,
    changeSet,
    template,
    values,
    amis,
    previousAmi: await previousAmi,
    groups: before === null || changeSet === null ? {} : await groupFacts(changeSet, context),
    firstRunSeconds: firstRunSeconds(inputs),
  })
  return { plan, stackId, changeSet }
}

/** The AMI that the first of the parameters has now; undefined when it is the same, gone, or there was none. */
async function findPreviousAmi({ before, amis: [ami] }: PlanInputs, { clients, region }: StacksContext) {
  const imageId = ami === undefined ? undefined : before?.parameters[ami.parameter]
  if (imageId === undefined || imageId === ami?.found.imageId) return undefined
  return (await clients.ec2(region)).image(imageId)
}

function firstRunSeconds({ project, amis: [ami] }: PlanInputs): number | null {
  const image = ami?.image ?? null
  return image === null ? null : (project.images[image]?.firstRun.timeoutSeconds ?? null)
}
