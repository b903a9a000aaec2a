import type { Deployment, Service, Task } from '../../aws/ecs-service.ts'

/** How the deployment of an operation ended, or stands. */
export type DeploymentState =
  /** The operation starts no deployment of this service. */
  | { readonly kind: 'none' }
  | { readonly kind: 'running' }
  /** It is the only deployment, and ECS completed it. */
  | { readonly kind: 'steady' }
  /** Its circuit breaker or an alarm ended it. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** It could not be read, or nothing shows which version the service runs. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** A later deployment took its place. */
  | { readonly kind: 'replaced'; readonly taskDefinition: string }

/** The deployment that an operation started: the first one since then. A later one is that of a rollback. */
export function startedDeployment({ deployments }: Service, since: Date): Deployment | undefined {
  return deployments
    .filter(({ createdAt }) => createdAt >= since)
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime())[0]
}

/** @param target the deployment as it was last seen; null if the operation started none */
export function stateOf(service: Service, target: Deployment | null): DeploymentState {
  if (target === null) return { kind: 'none' }
  const now = service.deployments.find(({ id }) => id === target.id) ?? target
  const reason = now.rolloutReason ?? ''
  if (now.rollout === 'FAILED' || rollsBack.test(reason))
    return { kind: 'failed', reason: reason || 'the deployment failed' }
  const primary = service.deployments.find(({ status }) => status === 'PRIMARY')
  if (primary !== undefined && primary.id !== target.id) {
    const isRollback = primary.createdAt < target.createdAt || rollsBack.test(primary.rolloutReason ?? '')
    return isRollback
      ? { kind: 'failed', reason: primary.rolloutReason ?? 'the deployment was rolled back' }
      : { kind: 'replaced', taskDefinition: primary.taskDefinition }
  }
  const isAlone = service.deployments.length === 1
  // A completed deployment stays so while automatic scaling changes the counts.
  if (now.rollout !== null)
    return isAlone && now.rollout === 'COMPLETED' ? { kind: 'steady' } : { kind: 'running' }
  const isFull = now.running >= now.desired && now.pending === 0 && service.running === service.desired
  return isAlone && isFull ? { kind: 'steady' } : { kind: 'running' }
}

/** E.g. `ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/…`. */
const rollsBack = /\broll(?:ing|ed) back/i

/** Whether a stopped task failed, and was not stopped by scaling, a rollback or a user. */
export function isFailed({ status, desiredStatus, stopCode, stoppedReason, containers }: Task): boolean {
  if (status !== 'STOPPED' && desiredStatus !== 'STOPPED') return false
  if (failedReason.test([stoppedReason, ...containers.map(({ reason }) => reason)].join('\n'))) return true
  return stopCode === 'TaskFailedToStart' || stopCode === 'EssentialContainerExited'
}

const failedReason = /failed (?:ELB|container) health checks|Error:|Essential container in task exited/i

/** A service event about a failure that no task reports. */
export function isFailureMessage(message: string): boolean {
  return /unable to place a task|failed to launch a task|unable to assume the role|is unhealthy in|unable to stop or start tasks/i.test(
    message,
  )
}

/** E.g. `web:12` of the ARN of a task definition. */
export function revisionOf(taskDefinition: string): string {
  return taskDefinition.split('/').at(-1) ?? taskDefinition
}

/** The id of a task, which is the last part of its ARN. */
export function taskIdOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn
}
