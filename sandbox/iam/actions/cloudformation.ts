import { type ApiCall, textOf } from '../api-call.ts'
import { anyResource, type Lookups, type Needs } from '../need.ts'

/** A stack by ARN or by name; by name, the last part of the ARN is `*`. A service role requires iam:PassRole. */
const stack: Needs = (call, lookups) => [
  { resource: stackArn(call, lookups) },
  ...(textOf(call.parameters, 'RoleARN') === undefined
    ? []
    : [
        {
          action: 'iam:PassRole',
          resource: textOf(call.parameters, 'RoleARN') ?? '*',
          keys: { 'iam:PassedToService': 'cloudformation.amazonaws.com' },
        },
      ]),
]

function stackArn({ parameters, region }: ApiCall, { accountId }: Lookups): string {
  const given = textOf(parameters, 'StackName') ?? '*'
  return given.startsWith('arn:') ? given : `arn:aws:cloudformation:${region}:${accountId}:stack/${given}/*`
}

export const cloudFormationActions: Readonly<Record<string, Needs>> = {
  CancelUpdateStack: stack,
  ContinueUpdateRollback: stack,
  CreateChangeSet: stack,
  CreateStack: stack,
  DeleteChangeSet: stack,
  DeleteStack: stack,
  DescribeChangeSet: stack,
  DescribeEvents: stack,
  DescribeStackEvents: stack,
  DescribeStackResource: stack,
  DescribeStackResources: stack,
  DescribeStacks: stack,
  ExecuteChangeSet: stack,
  GetTemplate: stack,
  GetTemplateSummary: stack,
  ListChangeSets: stack,
  ListExports: anyResource,
  ListImports: anyResource,
  ListStackResources: stack,
  ListStacks: anyResource,
  SignalResource: stack,
  UpdateStack: stack,
  UpdateTerminationProtection: stack,
  ValidateTemplate: anyResource,
}
