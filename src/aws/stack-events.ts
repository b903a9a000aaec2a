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
  /** Token of the page with older events; null when there is none. */
  readonly next: string | null
}

/** Calls that read a stack's events; a part of `CloudFormation`. */
export interface StackEvents {
  /** One page of a stack's events, by DescribeEvents if available, otherwise by DescribeStackEvents. */
  events(stackId: string, next: string | null): Promise<EventPage>
  /** Why the validation of a change set failed; empty when CloudFormation does not provide it. */
  validationFailures(changeSetId: string): Promise<readonly StackEvent[]>
}

export function stackEvents(client: CloudFormationClient): StackEvents {
  // Added in 2025-11: it may be missing in a region, or in a role's policy.
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

/** Error codes of an API without the call, or of a policy that does not allow it. */
const unavailable = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'InvalidAction',
  'UnknownOperationException',
  'NotImplemented',
])
