import type { StackDescription } from '../../aws/stack.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { stopIfInterrupted } from '../../runs/interruption.ts'
import type { Steps } from '../../runs/steps.ts'
import { findAmis } from '../ami/find-amis.ts'
import { keptAmis } from '../ami/kept-amis.ts'
import { recheckAmis } from '../ami/recheck-amis.ts'
import type { StacksContext } from '../context.ts'
import { isGroup } from '../watch/group-signals.ts'
import { adopt } from './adopt.ts'
import { execute } from './apply.ts'
import { clearWay } from './clear-way.ts'
import { decideParameters } from './decide-parameters.ts'
import type { DeployProgress } from './document.ts'
import { deployStep, finish, protect, writeBack } from './finish.ts'
import { fleetStep } from './fleet-step.ts'
import { amiStep, stackStep } from './lookup-steps.ts'
import { type MadePlan, planStep } from './plan-step.ts'
import type { Deciding, Deploying } from './request.ts'

/** In order; each is one line on the terminal. `clearWay` runs further steps, which cannot be undone. */
export const deploySteps = [stackStep, amiStep, planStep, deployStep, fleetStep]

export async function deploy(
  request: Deploying,
  context: StacksContext,
  steps: Steps,
  progress: DeployProgress,
): Promise<'created' | 'updated' | 'unchanged' | 'planned' | 'started'> {
  const { project, chosen, runId, accountId, given, record } = request
  const { stackName } = chosen
  const { region, person, clients, emit } = context
  const client = await clients.cloudFormation()
  for (const text of given.notices) emit({ type: 'notice', text })

  const found = client.stack(stackName)
  found.catch(() => undefined)
  const kept = request.keepAmi ? keptAmis(given.amis, await found, stackName) : given.amis
  const foundAmis = findAmis(kept, await clients.ec2(region), {
    region,
    accountId,
    projectName: project.name,
    channel: request.channel,
    ...(request.recorded === undefined ? {} : { recorded: request.recorded }),
  })
  // The step of the AMIs reports its error; until then an unhandled rejection would end the process.
  foundAmis.catch(() => undefined)
  const ready = await clearWay(await found, { ...request, stackName }, context, steps)
  const before = ready.kind === 'ready' ? ready.stack : null
  await steps.run(stackStep, { stackName, before })
  Object.assign(progress, { kind: before === null ? 'create' : 'update', stackId: before?.stackId ?? null })
  const amis = await steps.run(amiStep, foundAmis)
  const deciding: Deciding = { ...request, before, amis }
  const values = await decideParameters(deciding, context)

  stopIfInterrupted('deploy', person.interrupted())
  const made = await steps.run(planStep, { request: { ...deciding, values }, context })
  if (before === null && made.changeSet === null) throw nothingToCreate(stackName, chosen.template)
  note(made, deciding, progress)
  person.showPlan(made.plan)
  if (request.dryRun) return 'planned'
  const { stackId, changeSet, plan } = made
  if (changeSet === null) {
    if (before?.status === 'UPDATE_FAILED') throw halfUpdated(before)
    if (before !== null) await protect({ ...deciding, stackId }, context)
    await adopt(deciding, context)
    await writeBack({ ...deciding, values }, context)
    return 'unchanged'
  }
  stopIfInterrupted('deploy', person.interrupted())
  if (!(await person.agrees(`${before === null ? 'Create' : 'Update'} ${stackName}?`)))
    throw declined(stackName)
  stopIfInterrupted('deploy', person.interrupted())

  await recheckAmis(amis, request.channel, () => clients.ec2(region))
  await request.history?.before(before, runId)
  await execute(changeSet, runId, client)
  // From here on the operation continues without packer-ecs.
  progress.end = 'detached'
  await record.update({ changeSet: null })
  const own = plan.changes.filter(({ nestedIn }) => nestedIn === undefined)
  const launches = own.some(isGroup)
  return finish({ ...deciding, values, stackId, resources: own.length, launches }, context, steps, progress)
}

function note({ plan, stackId }: MadePlan, { before }: Deciding, progress: DeployProgress): void {
  Object.assign(progress, {
    stackId,
    amiBefore: plan.ami?.before?.imageId ?? null,
    amiAfter: plan.ami?.after.imageId ?? null,
    changes: plan.changes,
    services: plan.services,
    outputs: before?.outputs ?? {},
  })
}

/** CloudFormation reports it like an update without changes. */
function nothingToCreate(stackName: string, file: string): ToolError {
  return new ToolError('STACK_TEMPLATE_INCOMPLETE', `${stackName} would have no resources`, {
    why: `The conditions of all resources in ${file} are false with these parameters.`,
    hint: 'Set the parameters that the conditions depend on.',
    exitStatus: 2,
  })
}

/** An update that failed without a rollback leaves resources of both versions. */
function halfUpdated({ stackName, statusReason }: StackDescription): ToolError {
  return new ToolError(
    'STACK_STUCK',
    `${stackName} is in UPDATE_FAILED: ${statusReason ?? 'no reason given'}`,
    {
      why: 'Its last update failed and was not rolled back, and this deploy would change nothing.',
      hint: `Correct the template or its parameters and deploy again, or return to the last working state: aws cloudformation rollback-stack --stack-name ${stackName}`,
    },
  )
}

function declined(stackName: string): ToolError {
  return new ToolError('DECLINED', `the plan for ${stackName} was declined`, {
    why: 'Nothing was changed, and the change set is deleted.',
    hint: 'Change the template or its parameters, and deploy again.',
  })
}
