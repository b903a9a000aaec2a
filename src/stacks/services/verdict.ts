import type { StacksContext } from '../context.ts'
import { type DeploymentState, revisionOf } from './deployment.ts'
import { deploymentState, type Followed, rootCauseOf } from './follow.ts'
import type { ServiceCause } from './symptom.ts'

/** How the deployment of one service ended. */
export interface ServiceOutcome {
  readonly name: string
  readonly logicalId: string
  /** E.g. `web:12`; null if the operation started no deployment. */
  readonly taskDefinition: string | null
  readonly state: DeploymentState
  readonly cause: ServiceCause | null
}

/** Seconds that a deployment may need after CloudFormation's end, e.g. for the bake time of its alarms. */
const patienceSeconds = 600

/**
 * Waits until no deployment runs any more; `interrupted` if Ctrl-C ends the wait. CloudFormation can report success while a service still rolls back; the
 * history of deployments is asked as well, because a rollback can end between two looks.
 */
export async function concluded(
  followed: readonly Followed[],
  look: () => Promise<void>,
  context: Pick<StacksContext, 'clients' | 'clock' | 'person'>,
): Promise<readonly ServiceOutcome[] | 'interrupted'> {
  const { clock, person } = context
  const startedAt = clock.now().getTime()
  for (;;) {
    if (followed.length > 0) await look()
    const isRunning = followed.some(one => deploymentState(one).kind === 'running')
    const isTooLate = clock.now().getTime() - startedAt > patienceSeconds * 1000
    const signal = person.interrupted()
    if (!isRunning || isTooLate) break
    if (signal.aborted) return 'interrupted'
    await clock.sleep(2000, signal)
  }
  return Promise.all(followed.map(one => outcomeOf(one, context)))
}

async function outcomeOf(
  followed: Followed,
  context: Pick<StacksContext, 'clients'>,
): Promise<ServiceOutcome> {
  const { name, logicalId, target } = followed
  const seen = deploymentState(followed)
  const state = seen.kind === 'steady' ? ((await fromHistory(followed, context)) ?? seen) : seen
  const taskDefinition = target === null ? null : revisionOf(target.taskDefinition)
  return { name, logicalId, taskDefinition, state, cause: rootCauseOf(followed) }
}

/** What the history says against success; undefined if nothing does, or it cannot be read. */
async function fromHistory(
  { cluster, arn, since, target }: Followed,
  { clients }: Pick<StacksContext, 'clients'>,
): Promise<DeploymentState | undefined> {
  try {
    const client = await clients.ecs()
    const [newest] = await client.serviceDeployments(cluster, arn, since)
    if (newest === undefined) return undefined
    if (/ROLLBACK|STOPPED/.test(newest.status)) {
      return { kind: 'failed', reason: newest.reason ?? `the deployment is in ${newest.status}` }
    }
    if (newest.targetRevision === null) return undefined
    const taskDefinition = await client.revisionTaskDefinition(newest.targetRevision)
    const isOther = taskDefinition !== undefined && taskDefinition !== target?.taskDefinition
    return isOther ? { kind: 'replaced', taskDefinition } : undefined
  } catch {
    return undefined
  }
}
