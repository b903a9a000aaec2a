import type { ChangeSetRequest } from '../../aws/cloudformation.ts'
import type { ChangeSet } from '../../aws/stack.ts'
import type { DeployRecord } from '../../runs/record.ts'
import type { Step } from '../../runs/steps.ts'
import type { StacksContext } from '../context.ts'
import { plainValues } from '../parameters/resolve.ts'
import { planDeploy } from '../plan/plan-deploy.ts'
import type { StackPlan } from '../plan/stack-plan.ts'
import { serviceFacts } from '../services/service-facts.ts'
import { evaluator } from '../template/evaluate.ts'
import { pseudoParameters } from '../template/pseudo-parameters.ts'
import { stackType } from '../template/template.ts'
import { artifactStore, isStored, storeTemplates } from './artifacts.ts'
import {
  changeSetName,
  changeSetParameters,
  type MadeChangeSet,
  makeChangeSet,
  NestedPlanError,
} from './change-set.ts'
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
  if (request.dryRun && isStored(request.tree)) {
    const text = `CloudFormation plans from templates in S3, so they are uploaded to ${request.project.artifactBucket}`
    context.emit({ type: 'notice', text })
  }
  const store = artifactStore(request.project.artifactBucket, request.accountId, context)
  const { stackId, changeSet } = await plannedWithNested(
    {
      stackName: chosen.stackName,
      kind: before === null ? 'CREATE' : 'UPDATE',
      name: changeSetName(runId),
      description: `packer-ecs run ${runId} by ${(await context.caller()).name}`.slice(0, 1024),
      template: await storeTemplates(request.tree, store),
      includesNested: Object.values(template.resources).some(({ type }) => type === stackType),
      parameters: changeSetParameters(values),
      capabilities: chosen.settings.capabilities,
      tags: chosen.settings.tags,
      role: chosen.settings.role,
      notificationTopics: chosen.settings.notificationTopics,
      token: runId,
    },
    request,
    context,
  )
  const pseudo = await pseudoParameters(chosen.stackName, context)
  const evaluate = evaluator(template, { ...pseudo, ...plainValues(values) })
  const [groups, services] = await Promise.all([
    before === null || changeSet === null ? {} : groupFacts(changeSet, context),
    changeSet === null ? [] : serviceFacts(changeSet, template, evaluate, context),
  ])
  const plan = planDeploy({
    stackName: chosen.stackName,
    before,
    changeSet,
    template,
    values,
    pseudo,
    settings: chosen.settings,
    amis,
    previousAmi: await previousAmi,
    groups,
    services,
    firstRunSeconds: firstRunSeconds(request),
  })
  return { plan, stackId, changeSet }
}

/** If CloudFormation cannot plan the nested stacks, without them: it compares those while it applies the change. */
async function plannedWithNested(
  change: ChangeSetRequest,
  { chosen: { stack }, record }: Planning,
  context: StacksContext,
): Promise<MadeChangeSet> {
  try {
    return await makeChangeSet(change, stack, context)
  } catch (cause) {
    if (!(cause instanceof NestedPlanError)) throw cause
    const text = `CloudFormation cannot plan the nested stacks, so their changes are not shown: ${cause.message}`
    context.emit({ type: 'notice', text })
    await (await context.clients.cloudFormation()).deleteChangeSet(cause.stackId, change.name)
    // CloudFormation deletes it later, so the name is still in use.
    const name = `${change.name}-2`
    await record.update({ changeSet: name })
    return makeChangeSet(
      { ...change, name, token: `${change.token}-2`, includesNested: false },
      stack,
      context,
    )
  }
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
