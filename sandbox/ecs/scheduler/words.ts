/** Service events and reasons in the words of ECS. */

import { lastPart } from '../arn.ts'
import type { Task } from '../types.ts'
import type { Misfit } from './placement.ts'

const troubleshooting =
  'For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.'

const named = (tasks: readonly Pick<Task, 'id'>[]) => tasks.map(({ id }) => `(task ${id})`).join(' ')

export const started = (service: string, tasks: readonly Pick<Task, 'id'>[]) =>
  `(service ${service}) has started ${tasks.length} tasks: ${named(tasks)}.`

export const stopped = (service: string, tasks: readonly Pick<Task, 'id'>[]) =>
  `(service ${service}) has stopped ${tasks.length} running tasks: ${named(tasks)}.`

export const registered = (service: string, count: number, targetGroup: string) =>
  `(service ${service}) registered ${count} targets in (target-group ${targetGroup})`

export const deregistered = (service: string, count: number, targetGroup: string) =>
  `(service ${service}) deregistered ${count} targets in (target-group ${targetGroup})`

export const notRegistered = (service: string, targetGroup: string, error: string) =>
  `(service ${service}) failed to register targets in (target-group ${targetGroup}) with (error ${error})`

export const notDeregistered = (service: string, targetGroup: string, error: string) =>
  `(service ${service}) failed to deregister targets in (target-group ${targetGroup}) with (error ${error})`

export const draining = (service: string, deployment: string, count: number) =>
  `(service ${service}, taskSet ${deployment}) has begun draining connections on ${count} tasks.`

export const steady = (service: string) => `(service ${service}) has reached a steady state.`

export const deploymentCompleted = (service: string, deployment: string) =>
  `(service ${service}) (deployment ${deployment}) deployment completed.`

export const deploymentFailed = (service: string, deployment: string, why: FailureKind) =>
  `(service ${service}) (deployment ${deployment}) deployment failed: ${failures[why]}.`

export const rollingBack = (service: string, deployment: string) =>
  `(service ${service}) rolling back to deployment ${deployment}.`

export const startImpaired = (service: string) =>
  `(service ${service}) is unable to consistently start tasks successfully. ${troubleshooting}`

export const configurationBlocks = (service: string) =>
  `(service ${service}) was unable to stop or start tasks during a deployment because of the service deployment ` +
  'configuration. Update the minimumHealthyPercent or maximumPercent value and try again.'

export const containerUnhealthy = (service: string, { id }: Pick<Task, 'id'>) =>
  `(service ${service}) (task ${id}) failed container health checks.`

export const roleRefused = (service: string, role: string) =>
  `(service ${service}) failed to launch a task with (error ${assumeRoleError(role)}).`

export const assumeRoleError = (role: string) =>
  `ECS was unable to assume the role '${role}' that was provided for this task. Please verify that the role being ` +
  'passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.'

export interface UnhealthyTarget {
  readonly port: number
  readonly targetGroupArn: string
  readonly reason: string
}

export function targetUnhealthy(
  service: string,
  { id, ec2InstanceId, address }: Pick<Task, 'id' | 'ec2InstanceId' | 'address'>,
  { port, targetGroupArn, reason }: UnhealthyTarget,
): string {
  const on = address === null ? ` (instance ${ec2InstanceId})` : ''
  const where = `(port ${port}) is unhealthy in (target-group ${targetGroupArn})`
  return `(service ${service}) (task ${id})${on} ${where} due to (reason ${reason})`
}

export function notPlaced(service: string, misfit: Misfit): string {
  const what = `(service ${service}) was unable to place a task because no container instance met all of its requirements.`
  if (misfit.kind === 'noInstances')
    return `${what} Reason: No Container Instances were found in your cluster. ${troubleshooting}`
  const closest = `The closest matching (container-instance ${lastPart(misfit.instance.containerInstanceArn)})`
  return `${what} ${closest} ${obstacles[misfit.reason] ?? `encountered error "${misfit.reason}"`}. ${troubleshooting}`
}

const obstacles: Readonly<Record<string, string>> = {
  'RESOURCE:CPU': 'has insufficient CPU units available',
  'RESOURCE:MEMORY': 'has insufficient memory available',
  'RESOURCE:PORTS': 'is already using a port required by your task',
  ATTRIBUTE: 'is missing an attribute required by your task',
  AGENT: "doesn't have the agent connected",
}

/** Why a deployment failed. */
export type FailureKind = 'tasks' | 'alarms' | 'stopped'

const failures: Readonly<Record<FailureKind, string>> = {
  tasks: 'tasks failed to start',
  alarms: 'alarm detected',
  stopped: 'deployment stopped by user',
}

export const inProgress = (deployment: string) => `ECS deployment ${deployment} in progress.`
export const completed = (deployment: string) => `ECS deployment ${deployment} completed.`

export function failed(why: FailureKind): string {
  if (why === 'tasks') return 'ECS deployment circuit breaker: tasks failed to start.'
  if (why === 'alarms') return 'ECS deployment alarms: alarm detected.'
  return 'ECS deployment stopped by user.'
}

export function rollbackReason(why: FailureKind, deployment: string): string {
  if (why === 'tasks') return `ECS deployment circuit breaker: rolling back to deploymentId ${deployment}.`
  if (why === 'alarms') return `ECS deployment alarms: rolling back to deploymentId ${deployment}.`
  return `ECS deployment stopped by user: rolling back to deploymentId ${deployment}.`
}

/** Status reason of the service deployment. */
export function statusReason(why: FailureKind): string {
  if (why === 'tasks')
    return 'Service deployment rolled back because the circuit breaker threshold was exceeded.'
  if (why === 'alarms') return 'Service deployment rolled back because one or more alarms were triggered.'
  return 'Service deployment stopped by user.'
}

export const elbFailure = (targetGroupArn: string) =>
  `Task failed ELB health checks in (target-group ${targetGroupArn})`

export const scaledIn = (deployment: string) => `Scaling activity initiated by (deployment ${deployment})`

export const hostTerminated = (instanceId: string | null) => `Host EC2 (instance ${instanceId}) terminated.`
