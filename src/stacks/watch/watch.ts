import { ownCommand } from '../../errors/own-command.ts'
import { ToolError } from '../../errors/tool-error.ts'
import type { StepReport } from '../../runs/steps.ts'
import type { StacksContext, StopAnswer } from '../context.ts'
import { patientClient } from '../patience.ts'
import { decideHopeless } from '../services/decide-hopeless.ts'
import type { ServiceOutcome } from '../services/verdict.ts'
import { createServicesWatch, type HopelessService, serviceType } from '../services/watch-services.ts'
import { createDrainWatch } from './drain-watch.ts'
import { endOperation } from './end-operation.ts'
import { createEvidence, type ExplainedCause, withServiceCause } from './evidence.ts'
import { createFamily, type WatchedEvent } from './family.ts'
import { instancesIn, isSignaled } from './group-signals.ts'
import { createInstanceNames } from './instances.ts'
import { createProgress } from './progress.ts'
import { createRootCauseFinder, type RootCause } from './root-cause.ts'
import { isEnd, isOfStack, type Phase, phaseOf } from './states.ts'
import { createStatusWatch } from './status-watch.ts'

export interface WatchRequest {
  readonly stackId: string
  readonly stackName: string
  /** Token of the call that started the operation; null: the newest operation, regardless of who started it. */
  readonly token: string | null
  /** Number of resources that the operation changes; null if unknown. */
  readonly resources: number | null
}

export interface Watched {
  /** `hopeless`: a service cannot be deployed, and the watch ended before the operation. */
  readonly phase: Exclude<Phase, 'running'> | 'detached' | 'hopeless'
  /** The stack's last status, e.g. `UPDATE_ROLLBACK_COMPLETE`. */
  readonly status: string
  /** Null if nothing failed. */
  readonly rootCause: ExplainedCause | null
  /** The person canceled the update, or deleted the new stack, during this watch. */
  readonly isCanceled: boolean
  /** The services that the operation deployed; empty if the operation did not succeed. */
  readonly services: readonly ServiceOutcome[]
  /** Of the phase `hopeless`. */
  readonly hopeless: HopelessService | null
  /** Times of the first and the last event, by CloudFormation's clock; null if there was none. */
  readonly period: Period | null
}

export interface Period {
  readonly from: Date
  readonly to: Date
}

/** Seconds of continuous AWS errors before a watch gives up. */
const patienceSeconds = 900

/**
 * Follows an operation to its end and reports every event once, in order. The operation continues even if this process
 * ends.
 *
 * @throws ToolError WATCH_LOST, STACK_GONE
 */
export async function watch(
  request: WatchRequest,
  context: StacksContext,
  report: StepReport,
): Promise<Watched> {
  const { clock, emit, person, region } = context
  const ec2 = () => context.clients.ec2(region)
  const cloudFormation = patientClient(await context.clients.cloudFormation(), {
    seconds: patienceSeconds,
    outlivesSession: true,
    clock,
    tell: text => emit({ type: 'notice', text }),
  })
  const family = createFamily(request.stackId, request.token, (id, next) => cloudFormation.events(id, next))
  const finder = createRootCauseFinder()
  const evidence = createEvidence({ ...context.clients, clock, ec2 })
  const names = createInstanceNames(ec2)
  const progress = createProgress(request.resources, report)
  const drain = createDrainWatch(request.stackId, cloudFormation, context)
  const lastStatus = createStatusWatch(request.stackId, cloudFormation)
  const services = createServicesWatch(context)
  let status = ''
  let isCanceled = false
  let period = null as Period | null
  let movedAt = clock.now().getTime()

  async function handle(event: WatchedEvent): Promise<void> {
    await evidence.look(event)
    await services.add(event)
    finder.add(event)
    drain.add(event)
    progress.add(event)
    const { time, depth, logicalId, type, reason } = event
    const instances = isSignaled(event) ? await names(instancesIn(event)) : []
    const shown = { depth, logicalId, resourceType: type, status: event.status, reason, instances }
    emit({ type: 'stack-moved', time: time.toISOString(), ...shown })
  }

  for (;;) {
    // Before its first event, the status is that of an earlier operation.
    const quiet = period === null ? 0 : clock.now().getTime() - movedAt
    const [events, ended] = await Promise.all([family.read(), lastStatus.look(quiet)]).catch(cause => {
      throw lost(request, cause)
    })
    for (const event of events) {
      await handle(event)
      period = { from: period?.from ?? event.time, to: event.time }
      if (event.depth === 0 && isOfStack(event)) status = event.status
      if (event.depth === 0 && isEnd(event)) return end(event.status)
    }
    if (ended !== null && events.length === 0) return end(ended)
    await services.look()
    for (const service of services.hopeless()) {
      const answer = await decideHopeless(service, { ...choices(), canDelete: canDelete() }, context)
      if (await act(answer)) return left('hopeless', service)
    }
    const now = clock.now().getTime()
    if (events.length > 0) movedAt = now
    else await drain.look(now - movedAt)
    await clock.sleep(pause(now - movedAt), person.interrupted())
    if (person.interrupted().aborted && (await act(await person.asksToStop(choices()))))
      return left('detached', null)
  }

  async function end(last: string): Promise<Watched> {
    const phase = phaseOf(last) as Watched['phase']
    const cause = phase === 'done' ? null : finder.found
    const rootCause = cause === null ? null : explained(cause)
    const outcomes = phase === 'done' ? await services.conclude() : []
    if (outcomes === 'interrupted') return left('detached', null)
    return { phase, status: last, rootCause, isCanceled, services: outcomes, hopeless: null, period }
  }

  /** A failed service does not say why; its tasks do. */
  function explained(cause: RootCause): ExplainedCause {
    const found = evidence.explain(cause)
    const ofService = cause.event.type === serviceType ? services.causeOf(cause.event) : null
    return ofService === null ? found : withServiceCause(found, ofService)
  }

  function left(phase: 'detached' | 'hopeless', hopeless: HopelessService | null): Watched {
    return { phase, status, rootCause: null, isCanceled, services: [], hopeless, period }
  }

  /** A watch may not: it only joined the operation. */
  function canDelete(): boolean {
    return request.token !== null && status === 'CREATE_IN_PROGRESS'
  }

  function choices() {
    return { stackName: request.stackName, canCancel: status === 'UPDATE_IN_PROGRESS' }
  }

  /** Whether the watch ends. */
  async function act(answer: StopAnswer): Promise<boolean> {
    if (answer === 'cancel' || answer === 'delete') {
      const isEnded = await endOperation(answer, request, cloudFormation, context)
      isCanceled ||= isEnded
    }
    return answer === 'leave'
  }
}

/** Milliseconds until the next read: the end is noticed within 2 s while there are events, else within 5 s. */
export function pause(quietMilliseconds: number): number {
  return quietMilliseconds < 60_000 ? 1300 : 3500
}

function lost({ stackName }: WatchRequest, cause: unknown): ToolError {
  const message = cause instanceof Error ? cause.message : String(cause)
  if (/does not exist/.test(message)) {
    return new ToolError('STACK_GONE', `the stack ${stackName} was deleted during the watch`, {
      hint: 'Deploy it again if you still need it.',
      cause,
    })
  }
  return new ToolError('WATCH_LOST', `cannot watch ${stackName} any longer: ${message}`, {
    why: 'The operation continues in CloudFormation.',
    hint: `Fix the problem and watch it again: ${ownCommand('watch', stackName)}`,
    cause,
  })
}
