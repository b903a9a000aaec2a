import { ToolError } from '../errors/tool-error.ts'
import { projectTag } from '../images/scope.ts'
import type { VerifyLaunch, VerifyRecord } from '../runs/record.ts'
import type { RecordKeeper } from '../runs/record-keeper.ts'
import type { Step } from '../runs/steps.ts'
import type { Leftover, Undo } from '../runs/undo.ts'
import type { VerifyContext } from './context.ts'
import { whileUndoing } from './group-lock.ts'
import type { VerifyInput } from './request.ts'
import { userData } from './user-data.ts'

/** Seconds after which AWS itself ends the instance. */
const lifeSeconds = 1200

/** Seconds to wait until the instance is terminated. The run has 10 minutes. */
const endSeconds = 90

/** The scheduled action that empties the group, even if packer-ecs dies: AWS executes it. Each run has its own. */
const endAction = (runId: string) => `packer-ecs-verify-end-${runId}`

/** The run that launched an instance. */
export const verifyTag = 'packer-ecs:verify'

/** The group of a launch template. */
const groupTag = 'packer-ecs:verify-group'

const undoLaunch: Undo<VerifyRecord, VerifyContext> = async (record, context, { remove }) => {
  const { launch, runId } = record.record
  if (launch === null) return []
  if (!remove) return [leftoverOf(launch, context)]
  const locked = whileUndoing(launch.vpcId, runId, context, () => endLaunch(record, context))
  return locked.catch(error => notEnded(launch, error, context))
}

/** For the holder of the lock of the group. */
export async function endLaunch(
  record: RecordKeeper<VerifyRecord>,
  context: VerifyContext,
): Promise<readonly Leftover[]> {
  const { launch, runId } = record.record
  if (launch === null) return []
  try {
    if (!(await emptyGroup(launch, runId, context))) return [leftoverOf(launch, context)]
    await record.update({ launch: null })
    return []
  } catch (error) {
    return notEnded(launch, error as Error, context)
  }
}

function notEnded(launch: VerifyLaunch, { message }: Error, context: VerifyContext): Leftover[] {
  const text = `cannot end the instance of ${launch.group}; AWS ends it ${lifeSeconds / 60} minutes after its launch: ${message}`
  context.emit({ type: 'notice', text })
  return [leftoverOf(launch, context)]
}

function leftoverOf({ group }: VerifyLaunch, { region }: VerifyContext): Leftover {
  return { region, type: 'auto-scaling-group', id: group }
}

/** Makes a launch template of the AMI, and raises the group to one instance. */
export const launchStep = {
  name: 'launch',
  async run({ request, context }) {
    const { stack, runId, record, ensureHeld } = request
    const group = await context.clients.autoScaling()
    await assertFree(stack.group, context)
    await deleteOthers(stack.group, context)
    const template = `packer-ecs-verify-${runId}`
    // On disk before anything exists: from here on there is something to undo.
    await record.update({
      launch: { vpcId: request.launch.vpcId, group: stack.group, idleTemplate: stack.idleTemplate, template },
    })
    const launchedAt = await (await context.clients.ec2(context.region)).createLaunchTemplate(
      template,
      launchData({ request, context }),
      tagsOf({ request, context }),
    )
    // Before the instance exists; the clock of this machine may be wrong.
    await group.scheduleEnd(
      stack.group,
      endAction(runId),
      new Date(launchedAt.getTime() + lifeSeconds * 1000),
    )
    await ensureHeld()
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
    return launchedAt
  },
  summary: (_, { request: { launch, stack } }) =>
    `${launch.instanceTypes.join(' or ')} in ${stack.group}${launch.like === null ? '' : `, like ${launch.like}`}`,
  undo: undoLaunch,
} satisfies Step<VerifyInput, Date, VerifyRecord, VerifyContext>

/** Returns the group to no instances, and waits for that. */
export const endStep = {
  name: 'end',
  run: async ({ request, context }) => endLaunch(request.record, context),
  summary: left => (left.length === 0 ? 'the instance is terminated' : 'the instance is not terminated yet'),
  undo: null,
} satisfies Step<VerifyInput, Awaited<ReturnType<typeof endLaunch>>>

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
    publicAddress: launch.publicAddress,
    userData: userData(files, {
      cluster: stack.cluster,
      stackName: stack.stackName,
      region,
      runId: request.runId,
      proxy: launch.proxy,
    }),
    tags: { Name: `packer-ecs verify ${ami.imageId}`, [verifyTag]: request.runId },
  }
}

function tagsOf({ request: { project, runId, stack } }: VerifyInput) {
  return { ...projectTag(project.name), [verifyTag]: runId, [groupTag]: stack.group }
}

/**
 * Deletes what runs have left that were killed on any machine. The group is free and locked, so no run uses it. A
 * scheduled action that remains would end the instance of a later run.
 */
async function deleteOthers(group: string, { clients, region }: VerifyContext): Promise<void> {
  const ec2 = await clients.ec2(region)
  const autoScaling = await clients.autoScaling()
  for (const { name, tags } of await ec2.taggedLaunchTemplates({ [groupTag]: group })) {
    await autoScaling.deleteScheduledAction(group, endAction(tags[verifyTag] ?? ''))
    await ec2.deleteLaunchTemplate(name)
  }
}

/** Whether the group is empty, and as it was before. A group that another run uses by now is left alone. */
async function emptyGroup(
  { group, idleTemplate, template }: VerifyLaunch,
  runId: string,
  { clients, clock, region }: VerifyContext,
): Promise<boolean> {
  const client = await clients.autoScaling()
  const look = async () => (await client.groups([group]))[0]
  const first = await look()
  if (first !== undefined && first.launchTemplate === template) {
    await client.updateGroup(group, { max: 0, desired: 0 })
    const end = clock.now().getTime() + endSeconds * 1000
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
  }
  await client.deleteScheduledAction(group, endAction(runId))
  await (await clients.ec2(region)).deleteLaunchTemplate(template)
  return true
}
