import type { StacksContext, StopAnswer, StopChoices } from '../context.ts'
import type { HopelessService } from './watch-services.ts'

/**
 * What to do about a deployment that cannot succeed. A person decides. Without one, the watch continues if ECS's circuit
 * breaker is about to end the deployment, because the stack is then back in its working state when the command ends;
 * otherwise it ends at once, because CloudFormation would wait for hours.
 */
export async function decideHopeless(
  service: HopelessService,
  choices: StopChoices,
  { person, emit }: Pick<StacksContext, 'person' | 'emit'>,
): Promise<StopAnswer> {
  const why = hopelessWords(service)
  const answer = await person.decides(`${why}.`, choices)
  if (answer !== null) return answer
  if (!service.hasBreaker) return 'leave'
  emit({ type: 'notice', text: `${why}; waiting for its circuit breaker to end it` })
  return 'go-on'
}

/** E.g. `the deployment of web cannot succeed: 3 tasks failed and none became healthy (container app exited)`. */
export function hopelessWords({ name, failed, cause }: HopelessService): string {
  const why = cause === null ? '' : ` (${cause.summary})`
  return `the deployment of ${name} cannot succeed: ${failed} tasks failed and none became healthy${why}`
}
