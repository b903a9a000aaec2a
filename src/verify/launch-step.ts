import { ToolError } from '../errors/tool-error.ts'
import { projectTag } from '../images/scope.ts'
import type { VerifyLaunch, VerifyRecord } from '../runs/record.ts'
import type { Step } from '../runs/steps.ts'
import type { Leftover, Undo } from '../runs/undo.ts'
import type { VerifyContext } from './context.ts'
import type { VerifyInput } from './request.ts'
import { userData } from './user-data.ts'

/** Seconds after which AWS itself ends the instance. */
const lifeSeconds = 1200

/** The scheduled action that empties the group, even if packer-ecs dies: AWS executes it. */
const endAction = 'packer-ecs-verify-end'

/** The run that launched an instance. */
const verifyTag = 'packer-ecs:verify'

export const undoLaunch: Undo<VerifyRecord, VerifyContext> = async (record, context, options) => {
  const { launch } = record.record
  if (launch === null) return []
  const { region } = context
  const left = { region, type: 'auto-scaling-group', id: launch.group } satisfies Leftover
  if (!options.remove) return [left]
  try {
    const isEmpty = await emptyGroup(launch, context, options.patienceSeconds)
    if (!isEmpty) return [left]
    await record.update({ launch: null })
    return []
  } catch (error) {
    const text = `cannot end the instance of ${launch.group}; AWS ends it ${lifeSeconds / 60} minutes after its launch: ${(error as Error).message}`
    context.emit({ type: 'notice', text })
    return [left]
  }
}

/** Makes a launch template of the AMI, and raises the group to one instance. */
export const launchStep = {
  name: 'launch',
  async run({ request, context }) {
    const { stack, runId, record } = request
    const group = await context.clients.autoScaling()
    await assertFree(stack.group, context)
    const template = `packer-ecs-verify-${runId}`
    // On disk before anything exists: from here on there is something to undo.
    await record.update({ launch: { group: stack.group, idleTemplate: stack.idleTemplate, template } })
    await (await context.clients.ec2(context.region)).createLaunchTemplate(
      template,
      launchData({ request, context }),
      tagsOf({ request, context }),
    )
    // Before the instance exists.
    const end = new Date(context.clock.now().getTime() + lifeSeconds * 1000)
    await group.scheduleEnd(stack.group, endAction, end)
    await group.updateGroup(stack.group, {
      max: 1,
      desired: 1,
      subnetIds: request.launch.subnetIds,
      launchTemplate: {
        template: { name: template },
        version: '1',
        instanceTypes: request.launch.instanceTypes,
      },
    })
  },
  summary: (_, { request: { launch, stack } }) =>
    `${launch.instanceTypes.join(' or ')} in ${stack.group}${launch.like === null ? '' : `, like ${launch.like}`}`,
  undo: undoLaunch,
} satisfies Step<VerifyInput, void, VerifyRecord, VerifyContext>

/** Returns the group to no instances, and waits for that. */
export const endStep = {
  name: 'end',
  run: async ({ request, context }) =>
    undoLaunch(request.record, context, { remove: true, patienceSeconds: 300 }),
  summary: left => (left?.length === 0 ? 'the instance is terminated' : 'the instance is not terminated yet'),
  undo: null,
} satisfies Step<VerifyInput, Awaited<ReturnType<typeof undoLaunch>>>

/** @throws ToolError VERIFY_IN_USE */
async function assertFree(name: string, { clients }: VerifyContext): Promise<void> {
  const [group] = await (await clients.autoScaling()).groups([name])
  if (group === undefined || (group.desired === 0 && group.instances.length === 0)) return
  const ids = group.instances.map(({ instanceId }) => instanceId).join(', ')
  throw new ToolError(
    'VERIFY_IN_USE',
    `another verification uses the group ${name}${ids === '' ? '' : ` (${ids})`}`,
    {
      why: 'The group runs one instance at a time. If that verification was interrupted, AWS ends the instance 20 minutes after its launch.',
      hint: 'Wait until the other verification has ended, then run the command again.',
    },
  )
}

function launchData({ request, context: { region } }: VerifyInput) {
  const { ami, launch, stack, files } = request
  const [instanceType = ''] = launch.instanceTypes
  return {
    imageId: ami.imageId,
    instanceType,
    instanceProfileArn: stack.instanceProfileArn,
    securityGroupIds: [stack.securityGroupId],
    metadataOptions: launch.metadataOptions,
    volumes: launch.volumes,
    userData: userData(files, { cluster: stack.cluster, stackName: stack.stackName, region }),
    tags: { Name: `packer-ecs verify ${ami.imageId}`, [verifyTag]: request.runId },
  }
}

function tagsOf({ request: { project, runId } }: VerifyInput) {
  return { ...projectTag(project.name), [verifyTag]: runId }
}

/** Whether the group is empty, and as it was before. A group that another run uses by now is left alone. */
async function emptyGroup(
  { group, idleTemplate, template }: VerifyLaunch,
  { clients, clock, region }: VerifyContext,
  patienceSeconds: number,
): Promise<boolean> {
  const client = await clients.autoScaling()
  const look = async () => (await client.groups([group]))[0]
  const first = await look()
  if (first !== undefined && first.launchTemplate === template) {
    await client.updateGroup(group, { max: 0, desired: 0 })
    const end = clock.now().getTime() + patienceSeconds * 1000
    for (let found = await look(); (found?.instances.length ?? 0) > 0; found = await look()) {
      if (clock.now().getTime() >= end) return false
      await clock.sleep(2000)
    }
    await client.updateGroup(group, {
      launchTemplate: {
        template: { id: idleTemplate.id },
        version: idleTemplate.version,
        instanceTypes: [],
      },
    })
    await client.deleteScheduledAction(group, endAction)
  }
  await (await clients.ec2(region)).deleteLaunchTemplate(template)
  return true
}
