import type { WatchedEvent } from './family.ts'
import { isOfStack, isRollbackStart } from './states.ts'

/** The failure that caused the others. */
export interface RootCause {
  readonly event: WatchedEvent
  /** In CloudFormation's words. */
  readonly reason: string
}

/**
 * Finds the first failure that is not a consequence of another one. Keeps only the events that it may return, however
 * many there are.
 */
export interface RootCauseFinder {
  add(event: WatchedEvent): void
  readonly found: RootCause | null
}

export function createRootCauseFinder(): RootCauseFinder {
  let own: WatchedEvent | undefined
  let embedded: WatchedEvent | undefined
  let ofStack: WatchedEvent | undefined
  return {
    add(event) {
      if (isOfStack(event)) {
        if (event.depth === 0 && ofStack === undefined && isFailureOfStack(event)) ofStack = event
      } else if (!isFailure(event) || isConsequence(event)) return
      else if (isOfNested(event)) embedded ??= event
      else own ??= event
    },
    get found() {
      const event = own ?? embedded ?? ofStack
      return event === undefined ? null : { event, reason: event.reason ?? event.status }
    },
  }
}

export function isFailure({ status }: WatchedEvent): boolean {
  return status.endsWith('_FAILED')
}

/** After a failure, CloudFormation cancels the other resources that are in progress. */
function isConsequence({ reason }: WatchedEvent): boolean {
  return /^Resource (?:creation|update|deletion|import) cancelled/i.test(reason ?? '')
}

/** `Embedded stack … was not successfully created: …`: the reason is in the nested stack. */
function isOfNested({ type }: WatchedEvent): boolean {
  return type === 'AWS::CloudFormation::Stack'
}

/** A failure without a failed resource: a canceled update, a parameter that is rejected late, a hook. */
function isFailureOfStack(event: WatchedEvent): boolean {
  return isRollbackStart(event) || isFailure(event)
}
