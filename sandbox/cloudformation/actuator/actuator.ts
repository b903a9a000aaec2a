import type { MotoClient, ResourceAnswer } from '../../moto/client.ts'
import type { Delegates } from '../api/delegates.ts'
import { rememberedType, stabilizes } from '../resource-types/resource-type.ts'
import {
  type Actuator,
  type GroupId,
  ResourceError,
  type ResourceRecord,
  type ResourceRequest,
} from '../types.ts'
import { createGroups } from './groups.ts'
import { refusal } from './refusal.ts'
import type { Remembered } from './remembered.ts'
import { isWaitType, type WaitHandles } from './wait-handles.ts'

export interface ActuatorOptions {
  readonly moto: MotoClient
  readonly remembered: Remembered
  readonly waitHandles: WaitHandles
  readonly delegates: Delegates
  /** The sandbox's endpoint; calls for a resource go to it. */
  readonly endpoint: string
  /** Resolves when the machines have caught up with moto's data the next time. */
  readonly nextPass: () => Promise<void>
  readonly services: Services
}

/** The services of ECS. */
export interface Services {
  /** Resolves when the service is stable or deleted; rejects with the reason if its deployment fails. */
  stabilized(serviceArn: string): Promise<void>
}

/**
 * Creates, updates, and deletes resources: remembered ones here, all others with their service's API
 * (sandbox/moto/resources) and the credentials that the stack acts with.
 */
export function createActuator(options: ActuatorOptions): Actuator {
  const { moto, remembered, waitHandles, delegates, endpoint } = options

  async function order(operation: string, request: ResourceRequest, more = {}): Promise<ResourceAnswer> {
    const { token, rootName, ...resource } = request
    const credentials = delegates.credentialsFor(request.region, rootName)
    const answer = await moto.resource({ ...resource, ...more, operation, endpoint, credentials })
    if (answer.error === undefined) return answer
    const { message, code } = answer.error
    throw refusal(message, code, token)
  }

  /** Calls an action of Auto Scaling on a group. */
  async function onGroup(group: GroupId, action: string, properties: object): Promise<void> {
    const { region, stackName, rootName } = group
    const credentials = delegates.credentialsFor(region, rootName)
    const call = { operation: 'call', service: 'autoscaling', action, properties }
    const resource = { type: 'AWS::AutoScaling::AutoScalingGroup', logicalId: '', tags: {} }
    const answer = await moto.resource({ ...call, ...resource, region, stackName, endpoint, credentials })
    if (answer.error !== undefined) throw new ResourceError(answer.error.message)
  }

  const groups = createGroups({ ...options, onGroup })
  const made: Pick<Actuator, 'create' | 'update' | 'remove'> = {
    create: async request => recordOf(await order('create', request)),
    update: async request => recordOf(await order('update', request)),
    async remove(request) {
      if (request.type === 'AWS::AutoScaling::AutoScalingGroup') await groups.empty(request)
      await order('remove', request)
      if (stabilizes(request.type)) await options.services.stabilized(request.physicalId)
    },
  }

  /** CloudFormation describes the service with the stack's rights. */
  async function stabilize(request: ResourceRequest & { physicalId: string }): Promise<void> {
    const { physicalId, properties, token } = request
    const services = { cluster: properties.Cluster, services: [physicalId] }
    await order('call', { ...request, properties: services } as ResourceRequest, {
      service: 'ecs',
      action: 'DescribeServices',
    })
    await options.services.stabilized(physicalId).catch((error: Error) => {
      throw refusal(error.message, 'GeneralServiceException', token)
    })
  }
  const makerOf = (type: string) =>
    isWaitType(type) ? waitHandles : rememberedType(type) === undefined ? made : remembered
  return {
    create: request => makerOf(request.type).create(request),
    update: request => makerOf(request.type).update(request),
    remove: request => makerOf(request.type).remove(request),
    stabilize,
    group: groups.view,
    resizeGroup: groups.resize,
    terminateInGroup: groups.terminate,
    suspend: groups.suspend,
    resume: groups.resume,
  }
}

function recordOf({ physicalId, attributes }: ResourceAnswer): ResourceRecord {
  if (physicalId === undefined) throw new ResourceError('The resource has no physical id')
  return { physicalId, attributes: attributes ?? {} }
}
