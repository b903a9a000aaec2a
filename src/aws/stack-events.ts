import {
  type CloudFormationClient,
  DescribeStackEventsCommand,
  type OperationEvent,
  paginateDescribeEvents,
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
  /** One page of a stack's events. */
  events(stackId: string, next: string | null): Promise<EventPage>
  /** Why the validation of a change set failed; empty when CloudFormation does not provide it. */
  validationFailures(changeSetId: string): Promise<readonly StackEvent[]>
}

export function stackEvents(client: CloudFormationClient): StackEvents {
  async function failures(changeSetId: string): Promise<OperationEvent[]> {
    const request = { ChangeSetName: changeSetId, Filters: { FailedEvents: true } }
    const found: OperationEvent[] = []
    for await (const page of paginateDescribeEvents({ client }, request)) {
      found.push(...(page.OperationEvents ?? []))
    }
    return found
  }

  return {
    // DescribeEvents promises no order, and has events of change sets and hooks between those of the resources.
    events: (stackId, next) =>
      translated('cloudformation:DescribeStackEvents', async () => {
        const request = { StackName: stackId, ...(next === null ? {} : { NextToken: next }) }
        const { StackEvents = [], NextToken } = await client.send(new DescribeStackEventsCommand(request))
        return { events: StackEvents.map(toEvent), next: NextToken ?? null }
      }),

    validationFailures: changeSetId =>
      translated('cloudformation:DescribeEvents', async () => {
        try {
          return (await failures(changeSetId)).map(toEvent).filter(({ reason }) => reason !== null)
        } catch (error) {
          // Added in 2025-11: it may be missing in a region, or in a role's policy.
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
