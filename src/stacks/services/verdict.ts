import type { StacksContext } from '../context.ts'
import { type DeploymentState, revisionOf } from './deployment.ts'
import { deploymentState, type Followed, rootCauseOf } from './follow.ts'
import type { ServiceCause } from './symptom.ts'
import { verified } from './verified.ts'

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
/** Looks in a row after which a service that cannot be read stays unknown. */
const mostUnreadLooks = 5

/**
 * Waits until no deployment runs any more; `interrupted` if Ctrl-C ends the wait. CloudFormation can report success
 * while a service still rolls back. A notice names each service that is not verified.
 */
export async function concluded(
  followed: readonly Followed[],
  look: () => Promise<void>,
  context: Pick<StacksContext, 'clients' | 'clock' | 'emit' | 'person'>,
): Promise<readonly ServiceOutcome[] | 'interrupted'> {
  const { clock, emit, person } = context
  const startedAt = clock.now().getTime()
  let unreadLooks = 0
  for (;;) {
    if (followed.length > 0) await look()
    const kinds = followed.map(one => deploymentState(one).kind)
    const isUnread = kinds.includes('unknown')
    unreadLooks = isUnread ? unreadLooks + 1 : 0
    const isPending = kinds.includes('running') || (isUnread && unreadLooks < mostUnreadLooks)
    const isTooLate = clock.now().getTime() - startedAt > patienceSeconds * 1000
    if (!isPending || isTooLate) break
    const signal = person.interrupted()
    if (signal.aborted) return 'interrupted'
    await clock.sleep(2000, signal)
  }
  const outcomes = await Promise.all(followed.map(one => outcomeOf(one, context)))
  for (const { name, state } of outcomes) {
    if (state.kind === 'unknown')
      emit({ type: 'notice', text: `service ${name} is not verified: ${state.reason}` })
  }
  return outcomes
}

async function outcomeOf(
  followed: Followed,
  context: Pick<StacksContext, 'clients'>,
): Promise<ServiceOutcome> {
  const { name, logicalId, target } = followed
  const seen = deploymentState(followed)
  const { state, deployed = target?.taskDefinition } =
    seen.kind === 'steady' ? await verified(followed, context) : { state: seen }
  const taskDefinition = deployed === undefined ? null : revisionOf(deployed)
  return { name, logicalId, taskDefinition, state, cause: rootCauseOf(followed) }
}
