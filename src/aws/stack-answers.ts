import type {
  DescribeChangeSetOutput,
  OperationEvent,
  Parameter,
  ResourceChangeDetail,
  ResourceChange as SdkChange,
  StackEvent as SdkEvent,
  Stack,
} from '@aws-sdk/client-cloudformation'
import type { ChangeDetail, ChangeSet, ResourceChange, StackDescription, StackEvent } from './stack.ts'

/** Converts the SDK's stack, whose fields are all optional. */
export function toDescription(stack: Stack): StackDescription {
  return {
    stackId: stack.StackId ?? '',
    stackName: stack.StackName ?? '',
    status: stack.StackStatus ?? '',
    statusReason: stack.StackStatusReason || null,
    parameters: Object.fromEntries((stack.Parameters ?? []).map(toEntry)),
    outputs: Object.fromEntries(
      (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    ),
    tags: Object.fromEntries((stack.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    notificationTopics: stack.NotificationARNs ?? [],
    capabilities: stack.Capabilities ?? [],
    roleArn: stack.RoleARN || null,
    terminationProtection: stack.EnableTerminationProtection ?? false,
    createdAt: stack.CreationTime ?? new Date(0),
    updatedAt: stack.LastUpdatedTime ?? null,
  }
}

/** The value as given, e.g. `{{resolve:…}}`; the SDK has the resolved one in `ResolvedValue`. */
function toEntry({ ParameterKey = '', ParameterValue = '' }: Parameter): [string, string] {
  return [ParameterKey, ParameterValue]
}

/** @param changes the changes of all pages */
export function toChangeSet(answer: DescribeChangeSetOutput, changes: readonly ResourceChange[]): ChangeSet {
  return {
    id: answer.ChangeSetId ?? '',
    name: answer.ChangeSetName ?? '',
    stackId: answer.StackId ?? '',
    status: answer.Status ?? '',
    statusReason: answer.StatusReason || null,
    executionStatus: answer.ExecutionStatus ?? '',
    changes,
  }
}

export function toChanges({ Changes = [] }: DescribeChangeSetOutput): ResourceChange[] {
  return Changes.flatMap(({ ResourceChange: change }) => (change === undefined ? [] : [toChange(change)]))
}

function toChange(change: SdkChange): ResourceChange {
  return {
    action: (change.Action ?? 'Dynamic') as ResourceChange['action'],
    logicalId: change.LogicalResourceId ?? '',
    physicalId: change.PhysicalResourceId || null,
    type: change.ResourceType ?? '',
    replacement: change.Replacement ?? null,
    policyAction: change.PolicyAction ?? null,
    scope: change.Scope ?? [],
    details: (change.Details ?? []).map(toDetail),
    changeSetId: change.ChangeSetId || null,
    nestedIn: [],
    ...propertiesAfter(change),
  }
}

function propertiesAfter({ AfterContext }: SdkChange): Pick<ResourceChange, 'propertiesAfter'> {
  try {
    const { Properties } = JSON.parse(AfterContext ?? '{}')
    return Properties === undefined ? {} : { propertiesAfter: Properties }
  } catch {
    return {}
  }
}

function toDetail({
  Target = {},
  ChangeSource,
  CausingEntity,
  Evaluation,
}: ResourceChangeDetail): ChangeDetail {
  return {
    attribute: Target.Attribute ?? '',
    name: Target.Name || null,
    path: Target.Path || null,
    before: Target.BeforeValue ?? null,
    after: Target.AfterValue ?? null,
    requiresRecreation: Target.RequiresRecreation ?? null,
    changeSource: ChangeSource ?? null,
    causingEntity: CausingEntity || null,
    evaluation: Evaluation ?? null,
  }
}

/** DescribeEvents returns no stack name: it is taken from the stack's ARN. */
export function toEvent(event: Partial<SdkEvent> & OperationEvent): StackEvent {
  const stackId = event.StackId ?? ''
  return {
    eventId: event.EventId ?? '',
    stackId,
    stackName: event.StackName ?? stackId.split('/')[1] ?? '',
    logicalId: event.LogicalResourceId ?? '',
    physicalId: event.PhysicalResourceId || null,
    type: event.ResourceType ?? '',
    status: event.ResourceStatus ?? '',
    reason: event.ResourceStatusReason || event.ValidationStatusReason || event.HookStatusReason || null,
    time: event.Timestamp ?? event.StartTime ?? new Date(0),
    token: event.ClientRequestToken ?? null,
  }
}
