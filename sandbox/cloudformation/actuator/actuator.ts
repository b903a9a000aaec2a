import type { MotoClient, ResourceAnswer } from '../../moto/client.ts'
import type { Delegates } from '../api/delegates.ts'
import {
  type Actuator,
  type GroupId,
  ResourceError,
  type ResourceRecord,
  type ResourceRequest,
} from '../types.ts'
import { createGroups } from './groups.ts'

export interface ActuatorOptions {
  readonly moto: MotoClient
  readonly delegates: Delegates
  /** The sandbox's own, which the calls for a resource go to. */
  readonly endpoint: string
  /** Resolves when machines followed moto's data the next time. */
  readonly nextPass: () => Promise<void>
}

/** Makes resources with the services' own calls (sandbox/moto/resources), on behalf of whom the stack acts for. */
export function createActuator(options: ActuatorOptions): Actuator {
  const { moto, delegates, endpoint } = options

  async function order(operation: string, request: ResourceRequest): Promise<ResourceAnswer> {
    const { token, rootName, ...resource } = request
    const credentials = delegates.credentialsFor(request.region, rootName)
    const answer = await moto.resource({ ...resource, operation, endpoint, credentials })
    if (answer.error === undefined) return answer
    const { message, code } = answer.error
    throw new ResourceError(
      `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${code})`,
    )
  }

  /** A call of Auto Scaling's on a group. */
  async function onGroup(group: GroupId, action: string, properties: object): Promise<void> {
    const { region, stackName, rootName } = group
    const credentials = delegates.credentialsFor(region, rootName)
    const call = { operation: 'call', service: 'autoscaling', action, properties }
    const resource = { type: 'AWS::AutoScaling::AutoScalingGroup', logicalId: '', tags: {} }
    const answer = await moto.resource({ ...call, ...resource, region, stackName, endpoint, credentials })
    if (answer.error !== undefined) throw new ResourceError(answer.error.message)
  }

  const groups = createGroups({ ...options, onGroup })
  return {
    create: async request => recordOf(await order('create', request)),
    update: async request => recordOf(await order('update', request)),
    async remove(request) {
      await order('remove', request)
      if (request.type === 'AWS::AutoScaling::AutoScalingGroup') await groups.gone(request)
    },
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
