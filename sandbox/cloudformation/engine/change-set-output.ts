import type { ResourceChange } from '../change-set/resource-change.ts'
import type { ChangeSet } from './change-sets.ts'
import type { Stack } from './stack.ts'
import { parameterOutputs, tagOutputs } from './stack-output.ts'

/** As ListChangeSets gives it. */
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
    IncludeNestedStacks: false,
  }
}

/** As DescribeChangeSet gives it. Values come only when asked for. */
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
