import type { Service, ServiceEvent } from '../../aws/ecs-service.ts'
import type { StackEvent } from '../../aws/stack.ts'
import type { StacksContext } from '../context.ts'
import { isFailureMessage, startedDeployment } from './deployment.ts'
import { isOwnEvent, needsTasks, symptomOfEvent } from './event-symptom.ts'
import {
  deploymentState,
  type Followed,
  failedCount,
  follow,
  isHopeless,
  rootCauseOf,
  signatureOf,
} from './follow.ts'
import { lookAtTasks, readMissingLogs } from './look-at-tasks.ts'
import { createServiceReports } from './service-reports.ts'
import type { ServiceCause, Symptom } from './symptom.ts'
import { concluded, type ServiceOutcome } from './verdict.ts'

/** Follows the ECS services that an operation changes. Without such services it makes no call. */
export interface ServicesWatch {
  /** An event of the stack or of a nested stack. */
  add(event: StackEvent): Promise<void>
  /** Reads and reports what is new, at most every few seconds. Never fails. */
  look(): Promise<void>
  /** Services whose deployment cannot succeed; each is returned once. */
  hopeless(): readonly HopelessService[]
  /** After the operation: waits until each deployment is steady or has failed. */
  conclude(): Promise<readonly ServiceOutcome[] | 'interrupted'>
  /** Why the service of this event failed; null if unknown. */
  causeOf(event: Pick<StackEvent, 'stackId' | 'logicalId'>): ServiceCause | null
}

export interface HopelessService {
  readonly name: string
  readonly failed: number
  readonly cause: ServiceCause | null
  /** ECS ends the deployment by itself. */
  readonly hasBreaker: boolean
}

type Context = Pick<StacksContext, 'clients' | 'clock' | 'emit' | 'person' | 'region'>

export const serviceType = 'AWS::ECS::Service'

/** Milliseconds between two looks, after a change and without one: a cause is reported within 5 s. */
const soon = 2000
const later = 4000
/** Milliseconds after which tasks are looked at although no count changed. */
const detailsAfter = 10_000

export function createServicesWatch(context: Context): ServicesWatch {
  const { clients, clock } = context
  const reports = createServiceReports(context)
  const all = new Map<string, Followed>()
  const reported = new Set<string>()
  let nextAt = 0
  /** CloudFormation rolls back: later deployments are not those of the operation. */
  let isOver = false

  async function look(isForced = false): Promise<void> {
    const now = clock.now().getTime()
    if (all.size === 0 || (!isForced && now < nextAt)) return
    nextAt = now + later
    const clusters = [...byCluster(all.values())]
    const found = await Promise.all(
      clusters.map(([cluster, followed]) => lookAtCluster(cluster, followed, isForced)),
    )
    if (found.flat().includes(true)) nextAt = now + soon
  }

  async function lookAtCluster(
    cluster: string,
    followed: readonly Followed[],
    isForced: boolean,
  ): Promise<readonly boolean[]> {
    const names = followed.map(({ name }) => name)
    try {
      const services = await (await clients.ecs()).services(cluster, names)
      return await Promise.all(
        followed.map(one => {
          const service = services.find(({ arn, name }) => arn === one.arn || name === one.name)
          one.unread = service === undefined ? 'ECS does not find it' : null
          return update(one, service, isForced)
        }),
      )
    } catch (error) {
      for (const one of followed) one.unread = (error as Error).message
      reports.unreadable(error)
      return []
    }
  }

  /** Whether anything changed. */
  async function update(
    followed: Followed,
    service: Service | undefined,
    isForced: boolean,
  ): Promise<boolean> {
    if (service === undefined) return false
    followed.service = service
    const { target } = followed
    followed.target =
      target === null
        ? isOver
          ? null
          : (startedDeployment(service, followed.since) ?? null)
        : (service.deployments.find(({ id }) => id === target.id) ?? target)
    const failures = reports.events(followed, service).filter(({ message }) => isFailureMessage(message))
    if (!isOver) followed.unexplained = [...followed.unexplained, ...failures]
    const signature = signatureOf(service)
    const now = clock.now().getTime()
    const isChanged = signature !== followed.signature
    if (!isForced && !isChanged && now - followed.detailedAt < detailsAfter) {
      await readMissingLogs(followed, context)
      return false
    }
    followed.signature = signature
    followed.detailedAt = now
    const failed: Symptom[] = []
    try {
      const views = await lookAtTasks(followed, service, context, {
        hasFailed: isForced,
        tell: symptom => failed.push(symptom),
      })
      followed.healthy = views.filter(({ isHealthy }) => isHealthy).length
      followed.hasSucceeded ||= followed.healthy > 0
      await explainEvents(followed, () => true)
    } catch (error) {
      reports.unreadable(error)
      await explainEvents(followed, event => !needsTasks(event))
    }
    // After the events: an event says more, such as the status of a health check.
    for (const symptom of failed) tell(followed, symptom)
    reports.counts(followed)
    return isChanged
  }

  async function explainEvents(followed: Followed, isDue: (event: ServiceEvent) => boolean): Promise<void> {
    const due = followed.unexplained.filter(isDue)
    followed.unexplained = followed.unexplained.filter(event => !due.includes(event))
    for (const event of due) {
      if (isOwnEvent(event, followed)) tell(followed, await symptomOfEvent(event, followed, context))
    }
  }

  /** A replaced service is followed as well: the last one counts. */
  function current(): readonly Followed[] {
    return [...new Map([...all.values()].map(one => [`${one.stackId} ${one.logicalId}`, one])).values()]
  }

  function tell(followed: Followed, symptom: Symptom): void {
    if (!isOver) reports.failing(followed, symptom)
  }

  return {
    async add(event) {
      if (isOver) return
      if (isStackRollback(event)) {
        isOver = true
        return
      }
      const { physicalId, logicalId, stackId, type, status, reason, time } = event
      if (type !== serviceType || physicalId === null) return
      if (all.has(physicalId)) {
        // Before the rollback hides why.
        if (status.endsWith('_FAILED')) await look(true)
        return
      }
      if (status !== 'CREATE_IN_PROGRESS' && status !== 'UPDATE_IN_PROGRESS') return
      // CloudFormation reports a new service a moment after it called ECS.
      const isNew = status === 'CREATE_IN_PROGRESS' || /creation initiated/i.test(reason ?? '')
      const since = new Date(time.getTime() - (isNew ? 60_000 : 1000))
      const followed = follow(physicalId, { logicalId, stackId, since })
      if (followed !== undefined) all.set(physicalId, followed)
    },

    look: () => look(),

    hopeless() {
      if (isOver) return []
      const now = clock.now()
      const found = [...all.values()].filter(one => !reported.has(one.arn) && isHopeless(one, now))
      for (const { arn } of found) reported.add(arn)
      return found.map(one => ({
        name: one.name,
        failed: failedCount(one),
        cause: rootCauseOf(one),
        hasBreaker: one.service?.breaker.isEnabled ?? false,
      }))
    },

    conclude: () =>
      concluded(
        current(),
        () => {
          nextAt = 0
          return look()
        },
        context,
      ),

    causeOf({ stackId, logicalId }) {
      const found = current().find(one => one.stackId === stackId && one.logicalId === logicalId)
      return found === undefined || deploymentState(found).kind === 'steady' ? null : rootCauseOf(found)
    },
  }
}

/** Of the stack or of a nested stack: CloudFormation only rolls back from here on. */
function isStackRollback({ type, status }: StackEvent): boolean {
  return type === 'AWS::CloudFormation::Stack' && status.endsWith('ROLLBACK_IN_PROGRESS')
}

function byCluster(services: Iterable<Followed>): Map<string, Followed[]> {
  const found = new Map<string, Followed[]>()
  for (const one of services) found.set(one.cluster, [...(found.get(one.cluster) ?? []), one])
  return found
}
