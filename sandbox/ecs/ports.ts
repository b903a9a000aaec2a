/** What the control plane needs from other services of the sandbox. */

import type { TargetGroups } from '../load-balancers/types.ts'
import type { CapacityProvider, Fleet } from './types.ts'

/** Credentials as served to containers at 169.254.170.2. */
export interface TaskCredentials {
  readonly roleArn: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly token: string
  readonly expiration: Date
}

export interface Ports {
  readonly accountId: string
  readonly clock: { now(): Date; sleep(milliseconds: number): Promise<void> }
  readonly random: () => number
  /** Of the shape of a UUID. */
  readonly uniqueId: () => string
  readonly fleet: () => Promise<Fleet>
  readonly targetGroups: TargetGroups
  /** Credentials of a role for a task; undefined if the role's trust policy does not allow ECS tasks. */
  readonly assumeRole: (roleArn: string, taskArn: string) => Promise<TaskCredentials | undefined>
  /** Names of these CloudWatch alarms that are in the state ALARM. */
  readonly alarming: (region: string, names: readonly string[]) => Promise<readonly string[]>
  /** Passes counts and used resources to moto, which describes instances and clusters and drains groups. */
  readonly report: (report: UsageReport) => Promise<void>
  /** Sets the size of a capacity provider's group. */
  readonly resize: (provider: CapacityProvider, desired: number) => Promise<void>
  /** An unused address of the sandbox's network, for a task with the network mode awsvpc. */
  readonly addresses: {
    take(): string | undefined
    giveBack(address: string): void
    readonly gateway: string
  }
  /** Called when a task is to be placed, so that the programs for containers are ready. */
  readonly prepareContainers: () => void
}

export interface UsageReport {
  /** By ARN of the container instance. */
  readonly perContainerInstance: Readonly<Record<string, InstanceUsage>>
  /** By region and name, `us-east-1/production`. */
  readonly perCluster: Readonly<Record<string, ClusterUsage>>
}

export interface InstanceUsage {
  readonly running: number
  readonly pending: number
  readonly cpu: number
  readonly memory: number
  readonly ports: readonly number[]
  readonly udpPorts: readonly number[]
}

export interface ClusterUsage {
  readonly running: number
  readonly pending: number
  readonly services: number
}
