import { arnOf, digitsOf } from './arn.ts'
import type { Ports } from './ports.ts'
import * as words from './scheduler/words.ts'
import type { Deployment, Revision, Service, ServiceDeployment } from './types.ts'

const mostEvents = 100

/** Adds a service event. */
export function addEvent(service: Service, ports: Pick<Ports, 'clock' | 'uniqueId'>, message: string): void {
  service.events.unshift({ id: ports.uniqueId(), createdAt: ports.clock.now(), message })
  service.events.length = Math.min(service.events.length, mostEvents)
}

/** Adds a service event unless it is there already: ECS does not repeat a complaint while its cause lasts. */
export function complain(service: Service, ports: Pick<Ports, 'clock' | 'uniqueId'>, message: string): void {
  const sinceSteady = service.events.findIndex(event => event.message === words.steady(service.name))
  const recent = sinceSteady === -1 ? service.events : service.events.slice(0, sinceSteady)
  if (!recent.some(event => event.message === message)) addEvent(service, ports, message)
}

export type RevisionContent = Omit<Revision, 'arn' | 'createdAt'>

/** Begins a deployment of new content. The deployments before it become ACTIVE until their tasks have ended. */
export function beginDeployment(service: Service, content: RevisionContent, ports: Ports): Deployment {
  const now = ports.clock.now()
  const home = { accountId: ports.accountId, region: service.region }
  const path = `${service.cluster}/${service.name}`
  const revision: Revision = {
    ...content,
    arn: arnOf(home, `service-revision/${path}/${digitsOf(ports.uniqueId)}`),
    createdAt: now,
  }
  const record: ServiceDeployment = {
    arn: arnOf(home, `service-deployment/${path}/${digitsOf(ports.uniqueId)}`),
    createdAt: now,
    updatedAt: now,
    target: revision,
    sources: service.deployments.map(deployment => deployment.revision),
    status: 'IN_PROGRESS',
    circuitBreaker: service.deploymentConfiguration.deploymentCircuitBreaker?.enable
      ? 'MONITORING'
      : 'DISABLED',
    failureCount: 0,
    triggeredAlarms: [],
  }
  for (const earlier of service.history) supersede(earlier, now)
  service.revisions.unshift(revision)
  service.history.unshift(record)
  service.awaited = record
  return makePrimary(service, revision, record, ports)
}

function supersede(record: ServiceDeployment, now: Date): void {
  if (record.finishedAt !== undefined || record.stoppedAt !== undefined) return
  record.isSuperseded = true
  record.status = 'STOPPED'
  record.statusReason = 'Service deployment stopped because a new service deployment was started.'
  record.stoppedAt = record.updatedAt = now
}

function makePrimary(
  service: Service,
  revision: Revision,
  record: ServiceDeployment,
  ports: Ports,
): Deployment {
  const now = ports.clock.now()
  const id = `ecs-svc/${digitsOf(ports.uniqueId)}`
  const deployment: Deployment = {
    id,
    revision,
    createdAt: now,
    updatedAt: now,
    status: 'PRIMARY',
    failedTasks: 0,
    rolloutState: 'IN_PROGRESS',
    rolloutStateReason: words.inProgress(id),
    serviceDeployment: record.arn,
    isRollback: false,
  }
  putFirst(service, deployment, now)
  return deployment
}

/** Makes the last completed deployment the primary one again. Tasks of it that still run are kept. */
function restore(service: Service, deployment: Deployment, record: ServiceDeployment, ports: Ports): void {
  deployment.failedTasks = 0
  deployment.rolloutState = 'IN_PROGRESS'
  deployment.serviceDeployment = record.arn
  deployment.isRollback = true
  putFirst(service, deployment, ports.clock.now())
}

function putFirst(service: Service, deployment: Deployment, now: Date): void {
  const others = service.deployments.filter(one => one !== deployment)
  for (const other of others) {
    other.status = 'ACTIVE'
    other.updatedAt = now
  }
  deployment.status = 'PRIMARY'
  deployment.updatedAt = now
  service.deployments = [deployment, ...others]
  service.failedStarts = 0
  service.nextStart = null
  service.isSteady = false
}

export function recordOf(service: Service, deployment: Deployment): ServiceDeployment | undefined {
  return service.history.find(({ arn }) => arn === deployment.serviceDeployment)
}

export function completeDeployment(service: Service, deployment: Deployment, ports: Ports): void {
  const now = ports.clock.now()
  deployment.rolloutState = 'COMPLETED'
  deployment.rolloutStateReason = words.completed(deployment.id)
  deployment.updatedAt = now
  service.completed = deployment
  service.deployments = [deployment]
  const record = recordOf(service, deployment)
  if (record === undefined) return
  record.updatedAt = record.finishedAt = now
  record.status = deployment.isRollback ? 'ROLLBACK_SUCCESSFUL' : 'SUCCESSFUL'
  if (record.circuitBreaker === 'MONITORING') record.circuitBreaker = 'MONITORING_COMPLETE'
}

/** Fails the deployment in progress, and returns to the last completed one if `rollback`. */
export function failDeployment(
  service: Service,
  deployment: Deployment,
  why: words.FailureKind,
  rollback: boolean,
  ports: Ports,
): void {
  const now = ports.clock.now()
  deployment.rolloutState = 'FAILED'
  deployment.rolloutStateReason = words.failed(why)
  deployment.updatedAt = now
  addEvent(service, ports, words.deploymentFailed(service.name, deployment.id, why))
  const record = recordOf(service, deployment)
  if (record === undefined) return
  record.updatedAt = now
  record.statusReason = words.statusReason(why)
  if (why === 'tasks') record.circuitBreaker = 'TRIGGERED'
  const back = service.completed
  if (deployment.isRollback || !rollback || back === null) {
    record.status = deployment.isRollback ? 'ROLLBACK_FAILED' : 'STOPPED'
    record.finishedAt = record.stoppedAt = now
    return
  }
  restore(service, back, record, ports)
  back.rolloutStateReason = words.rollbackReason(why, back.id)
  record.status = 'ROLLBACK_IN_PROGRESS'
  record.rollback = {
    reason: words.statusReason(why),
    startedAt: now,
    serviceRevisionArn: back.revision.arn,
  }
  addEvent(service, ports, words.rollingBack(service.name, back.id))
}
