import type { Tags } from '../types.ts'
import type { Definition, Resource, Stack } from './stack.ts'

/** An entry of DescribeStacks. */
export function stackOutput(stack: Stack) {
  const { definition } = stack
  return {
    StackId: stack.id,
    StackName: stack.name,
    ParentId: stack.parentId ?? undefined,
    RootId: stack.rootId ?? undefined,
    Description: definition?.template.description ?? undefined,
    Parameters: parameterOutputs(definition),
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt ?? undefined,
    DeletionTime: stack.deletedAt ?? undefined,
    StackStatus: stack.status,
    StackStatusReason: stack.statusReason ?? undefined,
    DisableRollback: false,
    NotificationARNs: definition?.notificationArns ?? [],
    Capabilities: definition?.capabilities ?? [],
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      Description: description ?? undefined,
      ExportName: exportName ?? undefined,
    })),
    RoleARN: definition?.roleArn ?? undefined,
    Tags: tagOutputs(definition?.tags ?? {}),
    EnableTerminationProtection: stack.terminationProtection,
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  }
}

/** An entry of ListStacks. */
export function stackSummary(stack: Stack) {
  const output = stackOutput(stack)
  const { StackId, StackName, ParentId, RootId, StackStatus, StackStatusReason } = output
  const { CreationTime, LastUpdatedTime, DeletionTime } = output
  return {
    ...{ StackId, StackName, ParentId, RootId, StackStatus, StackStatusReason },
    ...{ CreationTime, LastUpdatedTime, DeletionTime },
  }
}

/** A NoEcho value is never shown. */
export function parameterOutputs(definition: Definition | null) {
  return Object.entries(definition?.values ?? {}).map(([key, value]) => {
    const declaration = definition?.template.parameters[key]
    const resolved = definition?.parameters[key]
    const isLookedUp = declaration?.type.startsWith('AWS::SSM::Parameter::Value') === true
    return {
      ParameterKey: key,
      ParameterValue: declaration?.noEcho === true ? '****' : value,
      ResolvedValue: isLookedUp ? [resolved].flat().join(',') : undefined,
    }
  })
}

export function tagOutputs(tags: Tags) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
}

/** An entry of DescribeStackResources. */
export function resourceOutput(stack: Stack, resource: Resource) {
  return {
    StackName: stack.name,
    StackId: stack.id,
    LogicalResourceId: resource.logicalId,
    PhysicalResourceId: resource.physicalId ?? undefined,
    ResourceType: resource.type,
    ResourceStatus: resource.status,
    ResourceStatusReason: resource.statusReason ?? undefined,
    DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
  }
}
