import { findChangeSet } from './change-set.ts'
import { changeSetEvents, type OperationEvent } from './change-set-output.ts'
import type { Core } from './core.ts'
import type { LoggedEvent } from './event-log.ts'
import { type ApiInput, requiredText, textOf } from './input.ts'
import type { CallContext } from './operations.ts'
import { pageFromEnd } from './page.ts'
import type { Stack } from './stack.ts'
import { findStack } from './store.ts'

const pageSize = 100

/** DescribeStackEvents, and DescribeEvents (since 2025-11), which has operations. */
export function createEventReads(core: Core) {
  const { stacks, log } = core

  function operationEvents(input: ApiInput, region: string): OperationEvent[] {
    if (textOf(input, 'ChangeSetName') !== undefined) {
      const { stack, changeSet } = findChangeSet(core, input, region)
      return changeSetEvents(stack, changeSet)
    }
    const operationId = textOf(input, 'OperationId')
    const candidates =
      textOf(input, 'StackName') === undefined
        ? [...stacks.values()].filter(stack => stack.region === region)
        : [findStack(stacks, region, requiredText(input, 'StackName'))]
    return candidates.flatMap(stack =>
      log
        .of(stack.id)
        .filter(event => operationId === undefined || event.operationId === operationId)
        .map(event => operationEvent(stack, event)),
    )
  }

  return {
    describeStackEvents(input: ApiInput, { region }: CallContext) {
      const stack = findStack(stacks, region, requiredText(input, 'StackName'))
      const { items, next } = pageFromEnd(log.of(stack.id), input, pageSize)
      return { StackEvents: items.map(event => stackEvent(stack, event)), NextToken: next }
    },

    describeEvents(input: ApiInput, { region }: CallContext) {
      const { FailedEvents } = (input.Filters ?? {}) as { readonly FailedEvents?: boolean }
      const events = operationEvents(input, region).filter(
        ({ EventType }) => FailedEvents !== true || EventType.endsWith('_ERROR'),
      )
      const { items, next } = pageFromEnd(events, input, pageSize)
      return { OperationEvents: items, NextToken: next }
    },
  }
}

function stackEvent(stack: Stack, event: LoggedEvent) {
  return {
    StackId: stack.id,
    EventId: event.eventId,
    StackName: stack.name,
    OperationId: event.operationId,
    LogicalResourceId: event.logicalId,
    PhysicalResourceId: event.physicalId,
    ResourceType: event.resourceType,
    Timestamp: event.time,
    ResourceStatus: event.status,
    ResourceStatusReason: event.reason ?? undefined,
    ResourceProperties: event.properties === null ? undefined : JSON.stringify(event.properties),
    ClientRequestToken: event.token ?? undefined,
  }
}

function operationEvent(stack: Stack, event: LoggedEvent): OperationEvent {
  const { StackName: _name, ...common } = stackEvent(stack, event)
  const isStack = event.physicalId === stack.id
  return {
    ...common,
    OperationType: event.operationType,
    ...(isStack ? { OperationStatus: operationStatus(event.status) } : {}),
    EventType: isStack
      ? 'STACK_EVENT'
      : event.status.endsWith('_FAILED')
        ? 'PROVISIONING_ERROR'
        : 'PROGRESS_EVENT',
  }
}

function operationStatus(status: string): string {
  if (status.endsWith('_IN_PROGRESS')) return 'IN_PROGRESS'
  return status.includes('ROLLBACK') || status.endsWith('_FAILED') ? 'FAILED' : 'SUCCEEDED'
}
