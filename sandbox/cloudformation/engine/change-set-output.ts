import type { ResourceChange } from '../change-set/resource-change.ts'
import type { ChangeSet } from './change-set.ts'
import type { Stack } from './stack.ts'
import { parameterOutputs, tagOutputs } from './stack-output.ts'

/** An entry of ListChangeSets. */
export function changeSetSummary(stack: Stack, changeSet: ChangeSet) {
  return {
    StackId: stack.id,
    StackName: stack.name,
    ChangeSetId: changeSet.id,
    ChangeSetName: changeSet.name,
    ExecutionStatus: changeSet.executionStatus,
    Status: changeSet.status,
    StatusReason: changeSet.statusReason ?? undefined,
    CreationTime: changeSet.createdAt,
    Description: changeSet.description ?? undefined,
    IncludeNestedStacks: changeSet.nested !== null,
    ParentChangeSetId: changeSet.parentId ?? undefined,
    RootChangeSetId: changeSet.rootId ?? undefined,
  }
}

/** The response of DescribeChangeSet. It has values only on request. */
export function changeSetOutput(
  stack: Stack,
  changeSet: ChangeSet,
  changes: readonly ResourceChange[],
  nextToken: string | undefined,
  withValues: boolean,
) {
  const { definition } = changeSet
  return {
    ...changeSetSummary(stack, changeSet),
    Parameters: parameterOutputs(definition),
    NotificationARNs: definition.notificationArns,
    Capabilities: definition.capabilities,
    Tags: tagOutputs(definition.tags),
    Changes: withValues ? changes : changes.map(withoutValues),
    NextToken: nextToken,
    OnStackFailure: changeSet.onFailure === 'delete' ? 'DELETE' : undefined,
  }
}

/** An event of DescribeEvents. */
export type OperationEvent = Readonly<Record<string, unknown>> & { readonly EventType: string }

/** The result of creating a change set, and the failures of its validation. */
export function changeSetEvents({ id }: Stack, changeSet: ChangeSet): OperationEvent[] {
  const { operationId, createdAt, failures, status } = changeSet
  const common = {
    StackId: id,
    OperationId: operationId,
    OperationType: 'CREATE_CHANGESET',
    Timestamp: createdAt,
  }
  const end = {
    ...common,
    EventId: operationId,
    EventType: 'STACK_EVENT',
    OperationStatus: status === 'FAILED' ? 'FAILED' : 'SUCCEEDED',
  }
  const found = failures.map((failure, index) => ({
    ...common,
    EventId: `${operationId}-${index}`,
    EventType: 'VALIDATION_ERROR',
    LogicalResourceId: failure.logicalId,
    PhysicalResourceId: '',
    ResourceType: failure.type,
    ValidationFailureMode: 'FAIL',
    ValidationName: failure.name,
    ValidationStatus: 'FAILED',
    ValidationStatusReason: failure.reason,
    ValidationPath: failure.path,
  }))
  return [end, ...found]
}

function withoutValues(change: ResourceChange): ResourceChange {
  const { BeforeContext: _before, AfterContext: _after, ...rest } = change.ResourceChange
  const details = rest.Details.map(detail => {
    const {
      BeforeValue: _old,
      AfterValue: _new,
      Path: _path,
      AttributeChangeType: _type,
      ...target
    } = detail.Target
    return { ...detail, Target: target }
  })
  return { ...change, ResourceChange: { ...rest, Details: details } }
}
