import type { ChangeSet } from '../../aws/stack.ts'
import type { DeployRecord } from '../../runs/record.ts'
import type { Step } from '../../runs/steps.ts'
import type { StacksContext } from '../context.ts'
import { planDeploy } from '../plan/plan-deploy.ts'
import type { StackPlan } from '../plan/stack-plan.ts'
import { changeSetName, changeSetParameters, makeChangeSet } from './change-set.ts'
import { groupFacts } from './group-facts.ts'
import type { Planning } from './request.ts'
import { planSummary } from './summaries.ts'
import { undoPlan } from './undo.ts'

export interface PlanInput {
  readonly request: Planning
  readonly context: StacksContext
}

export interface MadePlan {
  readonly plan: StackPlan
  readonly stackId: string
  /** Null when nothing would change. */
  readonly changeSet: ChangeSet | null
}

/** CloudFormation plans by creating a change set. */
export const planStep = {
  name: 'plan',
  async run(input) {
    const { record, runId } = input.request
    // On disk before the change set exists: from here on there is something to undo.
    await record.update({ changeSet: changeSetName(runId) })
    return makePlan(input)
  },
  summary: ({ plan }) => planSummary(plan),
  undo: undoPlan,
} satisfies Step<PlanInput, MadePlan, DeployRecord, StacksContext>

async function makePlan({ request, context }: PlanInput): Promise<MadePlan> {
  const { chosen, template, before, amis, values, runId } = request
  const previousAmi = findPreviousAmi(request, context)
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
    settings: chosen.settings,
    amis,
    previousAmi: await previousAmi,
    groups: before === null || changeSet === null ? {} : await groupFacts(changeSet, context),
    firstRunSeconds: firstRunSeconds(request),
  })
  return { plan, stackId, changeSet }
}

/** The current AMI of the first AMI parameter; undefined when it stays the same, is deleted, or there is none. */
async function findPreviousAmi({ before, amis: [ami] }: Planning, { clients, region }: StacksContext) {
  const imageId = ami === undefined ? undefined : before?.parameters[ami.parameter]
  if (imageId === undefined || imageId === ami?.found.imageId) return undefined
  return (await clients.ec2(region)).image(imageId)
}

function firstRunSeconds({ project, amis: [ami] }: Planning): number | null {
  const image = ami?.image ?? null
  return image === null ? null : (project.images[image]?.firstRun.timeoutSeconds ?? null)
}
