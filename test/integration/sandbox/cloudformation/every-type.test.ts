import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DescribeEventsCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation'
import { ListTagsForResourceCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { stackEnd } from '#test/helpers/stack-end.ts'

const ref = (Ref: string) => ({ Ref })
const image = {
  Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
  Default: '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
}
const trust = {
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
}
const launch = {
  LaunchConfigurationName: 'taken',
  ImageId: ref('Image'),
  InstanceType: 't3.micro',
}
const sizes = { MinSize: '0', MaxSize: '0', AvailabilityZones: ['us-east-1a'] }
const threshold = {
  ComparisonOperator: 'GreaterThanThreshold',
  EvaluationPeriods: 1,
  Threshold: 1,
  Period: 60,
}
const metric = { MetricName: 'CPUUtilization', Namespace: 'AWS/EC2', Statistic: 'Average' }

/** One of every type that a template can name. */
const named = {
  Alarm: ['CloudWatch::Alarm', { AlarmName: 'taken', ...threshold, ...metric }],
  Bucket: ['S3::Bucket', { BucketName: 'taken' }],
  Cluster: ['ECS::Cluster', { ClusterName: 'taken' }],
  Configuration: ['AutoScaling::LaunchConfiguration', launch],
  Group: [
    'AutoScaling::AutoScalingGroup',
    { AutoScalingGroupName: 'taken', LaunchConfigurationName: ref('Configuration'), ...sizes },
  ],
  Logs: ['Logs::LogGroup', { LogGroupName: 'taken' }],
  Note: ['SSM::Parameter', { Name: 'taken', Type: 'String', Value: 'x' }],
  Profile: ['IAM::InstanceProfile', { InstanceProfileName: 'taken', Roles: [ref('Role')] }],
  Provider: [
    'ECS::CapacityProvider',
    { Name: 'taken', AutoScalingGroupProvider: { AutoScalingGroupArn: ref('Group') } },
  ],
  Repository: ['ECR::Repository', { RepositoryName: 'taken' }],
  Role: ['IAM::Role', { RoleName: 'taken', AssumeRolePolicyDocument: trust }],
} as const

/** Other types with tags; rules are remembered. */
const taggedOnly = {
  Rule: ['Events::Rule', { ScheduleExpression: 'rate(1 hour)' }],
  Rules: ['EC2::SecurityGroup', { GroupDescription: 'x' }],
  Topic: ['SNS::Topic', {}],
} as const

const TemplateBody = JSON.stringify({
  Parameters: { Image: image },
  Resources: Object.fromEntries(
    Object.entries({ ...named, ...taggedOnly }).map(([id, [type, Properties]]) => [
      id,
      { Type: `AWS::${type}`, Properties },
    ]),
  ),
})

describe.skipIf(!canRunSandbox)('a stack of every type', () => {
  let sandbox: TestSandbox
  let client: CloudFormationClient

  beforeAll(async () => {
    sandbox = await startSandbox()
    client = new CloudFormationClient(sandbox.clientOptions)
    await client.send(new CreateStackCommand({ StackName: 'first', ...template }))
    await stackEnd(client, 'create', 'first')
  })
  afterAll(() => sandbox?.remove())

  const template = { TemplateBody, Capabilities: ['CAPABILITY_NAMED_IAM' as const] }

  test('has names that the early validation of another one finds taken', async () => {
    const { Id } = await client.send(
      new CreateChangeSetCommand({
        ...{ StackName: 'second', ChangeSetName: 'c', ChangeSetType: 'CREATE' },
        ...template,
      }),
    )
    const { OperationEvents = [] } = await client.send(
      new DescribeEventsCommand({ ChangeSetName: Id, Filters: { FailedEvents: true } }),
    )
    expect(OperationEvents.map(event => event.LogicalResourceId).sort()).toEqual(Object.keys(named).sort())
    expect(OperationEvents[0]).toMatchObject({
      EventType: 'VALIDATION_ERROR',
      ValidationStatusReason:
        "Resource of type 'AWS::CloudWatch::Alarm' with identifier 'taken' already exists.",
    })
  })

  test("passes the stack's tags to each resource that a service knows, also when they change", async () => {
    const update = async (Tags: { readonly Key: string; readonly Value: string }[]) => {
      const count = (await sandbox.calls()).length
      await client.send(new UpdateStackCommand({ StackName: 'first', ...template, Tags }))
      await stackEnd(client, 'update', 'first')
      const calls = (await sandbox.calls()).slice(count).filter(({ action }) => /tag/i.test(action))
      return calls.map(({ service, action, status }) => `${service} ${action} ${status}`).sort()
    }
    expect(await update([{ Key: 'team', Value: 'web' }])).toEqual(givenCalls)
    const ssm = new SSMClient(sandbox.clientOptions)
    const note = { ResourceType: 'Parameter' as const, ResourceId: 'taken' }
    const { TagList } = await ssm.send(new ListTagsForResourceCommand(note))
    expect(TagList).toContainEqual({ Key: 'team', Value: 'web' })
    expect(await update([])).toEqual(takenCalls)
    const { TagList: left } = await ssm.send(new ListTagsForResourceCommand(note))
    expect(left?.map(({ Key }) => Key)).not.toContain('team')
  })
})

const givenCalls = [
  ...[
    'autoscaling CreateOrUpdateTags 200',
    'ec2 CreateTags 200',
    'ecr TagResource 200',
    'ecs TagResource 200',
    'ecs TagResource 200',
  ],
  ...['iam TagRole 200', 'logs TagResource 200', 'monitoring TagResource 200'],
  ...['s3 PutBucketTagging 204', 'sns TagResource 200'],
  'ssm AddTagsToResource 200',
]
const takenCalls = [
  ...['autoscaling DeleteTags 200', 'ec2 DeleteTags 200', 'ecr UntagResource 200'],
  ...['ecs UntagResource 200', 'ecs UntagResource 200'],
  ...['iam UntagRole 200', 'logs UntagResource 200', 'monitoring UntagResource 200'],
  ...['s3 DeleteBucketTagging 204', 'sns UntagResource 200'],
  'ssm RemoveTagsFromResource 200',
]
