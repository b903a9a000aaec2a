import {
  type CloudFormationClient,
  DescribeEventsCommand,
  DescribeStackEventsCommand,
} from '@aws-sdk/client-cloudformation'
import { errorCode, translated } from './errors.ts'
import type { StackEvent } from './stack.ts'
import { toEvent } from './stack-answers.ts'

/** Newest first. */
export interface EventPage {
  readonly events: readonly StackEvent[]
  /** Asks for the page before this one; null when there is none. */
  readonly next: string | null
}

/** Reading what happened to a stack; a part of `CloudFormation`. */
export interface StackEvents {
  /** One page of a stack's events. DescribeEvents where it answers, else DescribeStackEvents. */
  events(stackId: string, next: string | null): Promise<EventPage>
  /** Why a change set could not be made, in the words of the validation before it; empty where that is not told. */
  validationFailures(changeSetId: string): Promise<readonly StackEvent[]>
}

export function stackEvents(client: CloudFormationClient): StackEvents {
  // Since 2025-11; not in every region, and a role's policy may be older than that.
  let isNew = true

  async function operationEvents(stackId: string, next: string | null): Promise<EventPage | undefined> {
    const request = { StackName: stackId, ...(next === null ? {} : { NextToken: next }) }
    try {
      const { OperationEvents = [], NextToken } = await client.send(new DescribeEventsCommand(request))
      const ofResources = OperationEvents.filter(({ ResourceStatus }) => ResourceStatus !== undefined)
      return { events: ofResources.map(toEvent), next: NextToken ?? null }
    } catch (error) {
      if (!isUnavailable(error)) throw error
      isNew = false
      return undefined
    }
  }

  return {
    events: (stackId, next) =>
      translated('cloudformation:DescribeStackEvents', async () => {
        const page = isNew ? await operationEvents(stackId, next) : undefined
        if (page !== undefined) return page
        const request = { StackName: stackId, ...(next === null ? {} : { NextToken: next }) }
        const { StackEvents = [], NextToken } = await client.send(new DescribeStackEventsCommand(request))
        return { events: StackEvents.map(toEvent), next: NextToken ?? null }
      }),

    validationFailures: changeSetId =>
      translated('cloudformation:DescribeEvents', async () => {
        try {
          const { OperationEvents = [] } = await client.send(
            new DescribeEventsCommand({ ChangeSetName: changeSetId, Filters: { FailedEvents: true } }),
          )
          return OperationEvents.map(toEvent).filter(({ reason }) => reason !== null)
        } catch (error) {
          if (isUnavailable(error)) return []
          throw error
        }
      }),
  }
}

function isUnavailable(error: unknown): boolean {
  return unavailable.has(errorCode(error))
}

/** What an API that lacks the call answers, or a policy that does not know it. */
const unavailable = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'InvalidAction',
  'UnknownOperationException',
  'NotImplemented',
])
