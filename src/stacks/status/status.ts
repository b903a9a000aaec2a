import type { CloudFormation } from '../../aws/cloudformation.ts'
import type { Ec2 } from '../../aws/ec2.ts'
import type { FoundInstance } from '../../aws/ec2-remains.ts'
import type { ContainerInstance, Ecs } from '../../aws/ecs.ts'
import type { Image } from '../../aws/image.ts'
import type { StackResource } from '../../aws/stack.ts'
import type { ProjectName } from '../../images/scope.ts'
import { tagKeys } from '../../images/tags.ts'
import { toDeployedAmi } from '../ami/deployed-ami.ts'
import type { ChosenStack } from '../choose.ts'
import { containerInstancesOf } from '../container-instances.ts'
import { behind } from './behind.ts'
import { servicesOf } from './services.ts'
import type { InstanceStatus, StackStatus } from './types.ts'

export interface StatusClients {
  readonly cloudFormation: () => Promise<CloudFormation>
  readonly ec2: () => Promise<Ec2>
  readonly ecs: () => Promise<Ecs>
  /** The AMI that a channel of an image holds; null if it is not known. */
  readonly channelImage: (image: string, channel: string) => Promise<string | null>
}

/** Reads all stacks in parallel, and the AMIs of this account once for all of them. */
export async function stackStatuses(
  stacks: readonly ChosenStack[],
  project: ProjectName,
  clients: StatusClients,
): Promise<StackStatus[]> {
  const images = ownImages(clients)
  images.catch(() => undefined)
  return Promise.all(stacks.map(stack => statusOf(stack, project, clients, images)))
}

async function statusOf(
  { stack, environment, stackName, channel, settings }: ChosenStack,
  project: ProjectName,
  clients: StatusClients,
  images: Promise<readonly Image[]>,
): Promise<StackStatus> {
  const client = await clients.cloudFormation()
  const found = await client.stack(stackName)
  const names = { stack, environment, stackName, channel }
  if (found === undefined)
    return { ...names, stackId: null, state: null, changedAt: null, instances: [], services: [] }
  const resources = await client.resources(found.stackId)
  const [inChannel, instances, containers, services] = await Promise.all([
    channelImages(Object.values(settings.amis), channel, clients),
    instancesOf(resources, clients),
    containerInstancesOf(resources, clients.ecs),
    servicesOf(resources, clients.ecs),
  ])
  const known = await withForeign(await images, instances, clients)
  return {
    ...names,
    stackId: found.stackId,
    state: found.status,
    changedAt: (found.updatedAt ?? found.createdAt).toISOString(),
    instances: instances
      .toSorted((a, b) => a.launchedAt.getTime() - b.launchedAt.getTime())
      .map(instance => toStatus(instance, known, project, containers, inChannel)),
    services,
  }
}

function toStatus(
  { instanceId, imageId, state, launchedAt }: FoundInstance,
  images: readonly Image[],
  project: ProjectName,
  containers: readonly ContainerInstance[],
  inChannel: ReadonlyMap<string, string | null>,
): InstanceStatus {
  const image = images.find(candidate => candidate.imageId === imageId)
  const container = containers.find(candidate => candidate.instanceId === instanceId)
  return {
    instanceId,
    state,
    launchedAt: launchedAt.toISOString(),
    ami: toDeployedAmi(imageId, image),
    behind: image === undefined ? null : behind(image, images, project),
    channelImageId: inChannel.get(image?.tags[tagKeys.image] ?? '') ?? null,
    container:
      container === undefined
        ? null
        : {
            status: container.status,
            agentConnected: container.agentConnected,
            agentVersion: container.agentVersion,
            runningTasks: container.runningTasks,
          },
  }
}

/** By image. */
async function channelImages(
  images: readonly string[],
  channel: string | null,
  { channelImage }: StatusClients,
): Promise<ReadonlyMap<string, string | null>> {
  if (channel === null) return new Map()
  const found = images.map(async image => [image, await channelImage(image, channel)] as const)
  return new Map(await Promise.all(found))
}

async function ownImages({ ec2 }: StatusClients): Promise<readonly Image[]> {
  return (await ec2()).ownImages({ [tagKeys.image]: '*' })
}

/** Adds the AMIs of instances that have no packer-ecs tags. */
async function withForeign(
  images: readonly Image[],
  instances: readonly FoundInstance[],
  { ec2 }: StatusClients,
): Promise<readonly Image[]> {
  const unknown = [...new Set(instances.map(({ imageId }) => imageId))].filter(
    imageId => !images.some(image => image.imageId === imageId),
  )
  const client = await ec2()
  const found = await Promise.all(unknown.map(imageId => client.image(imageId)))
  return [...images, ...found.filter(image => image !== undefined)]
}

/** Finds instances by the tag that Auto Scaling sets at launch. */
async function instancesOf(
  resources: readonly StackResource[],
  { ec2 }: StatusClients,
): Promise<FoundInstance[]> {
  const groups = resources.flatMap(({ type, physicalId }) =>
    type === 'AWS::AutoScaling::AutoScalingGroup' && physicalId !== null ? [physicalId] : [],
  )
  if (groups.length === 0) return []
  const found = await (await ec2()).instances({ 'tag:aws:autoscaling:groupName': groups })
  return found.filter(({ state }) => state !== 'terminated' && state !== 'shutting-down')
}
