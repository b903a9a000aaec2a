import { type ContainerPackages, ensureContainerPackages } from '../containers/packages.ts'
import { createEcs, type Ecs } from '../ecs/ecs.ts'
import type { Ports } from '../ecs/ports.ts'
import { createTaskAddresses } from '../ecs/task-addresses.ts'
import type { Clock } from '../gateway/clock.ts'
import { enterHostNetwork } from '../machines/namespaces.ts'
import type { MotoClient } from '../moto/client.ts'
import type { DirectoryCache } from '../sts/directory.ts'
import type { OwnKey } from '../sts/keys.ts'
import type { Sessions } from '../sts/sessions.ts'
import { taskCredentials } from './task-credentials.ts'

export interface EcsOptions extends Pick<Ports, 'targetGroups' | 'uniqueId'> {
  readonly own: OwnKey
  /** Sessions of services and tasks. */
  readonly serviceSessions: Sessions
  readonly directory: DirectoryCache
  readonly moto: MotoClient
  readonly clock: Clock
  /** The sandbox's endpoint and address. */
  readonly endpoint: string
  readonly gateway: string
  /** Called when moto's data has changed. */
  readonly changed: () => void
  readonly containerPackages: ContainerPackages
}

/** The control plane of ECS, for the gateway. */
export function createSandboxEcs(options: EcsOptions): Ecs {
  const { own, serviceSessions, directory, moto, clock, endpoint, gateway, changed } = options
  return createEcs({
    ...options,
    accountId: own.accountId,
    random: Math.random,
    fleet: moto.fleet,
    assumeRole: taskCredentials(serviceSessions, directory, own.accountId, clock),
    alarming: moto.alarming,
    addresses: createTaskAddresses(gateway),
    prepareContainers() {
      const report = (line: string) => console.error(`container programs: ${line}`)
      ensureContainerPackages(options.containerPackages, { report, enter: enterHostNetwork() }).catch(
        (error: Error) => report(error.message),
      )
    },
    async report(usage) {
      await moto.reportTasks(usage)
      changed()
    },
    async resize({ region, group }, desired) {
      const answer = await moto.resource({
        operation: 'call',
        service: 'autoscaling',
        action: 'SetDesiredCapacity',
        type: 'AWS::AutoScaling::AutoScalingGroup',
        logicalId: '',
        stackName: '',
        tags: {},
        properties: { AutoScalingGroupName: group?.name, DesiredCapacity: desired },
        region,
        endpoint,
        credentials: own,
      })
      if (answer.error !== undefined) console.error(`ecs: managed scaling: ${answer.error.message}`)
    },
  })
}
