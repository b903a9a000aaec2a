import type { WatchedEvent } from './family.ts'
import { isOfStack, isRollbackStart } from './states.ts'

/** The failure that the others follow from. */
export interface RootCause {
  readonly event: WatchedEvent
  /** In CloudFormation's words. */
  readonly reason: string
}

/**
 * Finds the first failure that is not a consequence of another, event by event; keeps one event, however many
 * there are.
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

/** CloudFormation gives up what it had begun elsewhere, because of a failure before. */
function isConsequence({ reason }: WatchedEvent): boolean {
  return /^Resource (?:creation|update|deletion|import) cancelled/i.test(reason ?? '')
}

/** `Embedded stack … was not successfully created: …`: the reason is within it. */
function isOfNested({ type }: WatchedEvent): boolean {
  return type === 'AWS::CloudFormation::Stack'
}

/** Where no resource failed: a cancelled update, a parameter that was refused late, a hook. */
function isFailureOfStack(event: WatchedEvent): boolean {
  return isRollbackStart(event) || isFailure(event)
}
