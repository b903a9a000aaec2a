import { describe, expect, test } from 'vitest'
import { accessRequests, needsOf } from '#sandbox/iam/table.ts'

const lookups = {
  accountId: '1',
  roleArn: (name: string) => `arn:aws:iam::1:role/path/${name}`,
  rolesOfProfile: (profile: string) => (profile === 'p' ? ['arn:aws:iam::1:role/path/r'] : []),
  rolesOfTaskDefinition: (region: string, name: string) =>
    region === 'us-east-1' && name === 'web:1'
      ? { taskRoleArn: 'arn:aws:iam::1:role/task', executionRoleArn: 'arn:aws:iam::1:role/execution' }
      : {},
}
const call = (name: string, parameters: Record<string, unknown> = {}) => {
  const [service = '', action = ''] = name.split(':')
  return { service, action, region: 'us-east-1', parameters }
}
const needed = (name: string, parameters?: Record<string, unknown>) =>
  needsOf(call(name, parameters), lookups)?.map(({ action, resource }) => `${action ?? 'itself'} ${resource}`)

const ec2 = 'arn:aws:ec2:us-east-1'
const tagged = (type: string) => ({
  'TagSpecification.1.ResourceType': type,
  'TagSpecification.1.Tag.1.Key': 'run',
  'TagSpecification.1.Tag.1.Value': '42',
})

test.each<[string, Record<string, unknown>, string[]]>([
  ['ec2:DescribeImages', { 'ImageId.1': 'ami-1' }, ['itself *']],
  [
    'ec2:TerminateInstances',
    { 'InstanceId.1': 'i-1', 'InstanceId.2': 'i-2' },
    [`itself ${ec2}:1:instance/i-1`, `itself ${ec2}:1:instance/i-2`],
  ],
  ['ec2:DeregisterImage', { ImageId: 'ami-1' }, [`itself ${ec2}::image/ami-1`]],
  ['ec2:DeleteSnapshot', { SnapshotId: 'snap-1' }, [`itself ${ec2}::snapshot/snap-1`]],
  [
    'ec2:CreateTags',
    { 'ResourceId.1': 'ami-1', 'ResourceId.2': 'vol-1' },
    [`itself ${ec2}::image/ami-1`, `itself ${ec2}:1:volume/vol-1`],
  ],
  ['ec2:CreateSecurityGroup', { GroupName: 'g', VpcId: '' }, [`itself ${ec2}:1:security-group/*`]],
  [
    'ec2:CreateImage',
    { InstanceId: 'i-1' },
    [`itself ${ec2}:1:instance/i-1`, `itself ${ec2}::image/*`, `itself ${ec2}::snapshot/*`],
  ],
  [
    'ec2:CreateKeyPair',
    { KeyName: 'k', ...tagged('key-pair') },
    [`itself ${ec2}:1:key-pair/k`, `ec2:CreateTags ${ec2}:1:key-pair/*`],
  ],
  [
    'ssm:GetParameter',
    { Name: '/aws/service/ecs/x' },
    ['itself arn:aws:ssm:us-east-1::parameter/aws/service/ecs/x'],
  ],
  ['ssm:GetParameter', { Name: '/own' }, ['itself arn:aws:ssm:us-east-1:1:parameter/own']],
  ['s3:HeadBucket', { Bucket: 'b' }, ['s3:ListBucket arn:aws:s3:::b']],
  ['s3:PutObject', { Bucket: 'b', Key: 'x/y' }, ['itself arn:aws:s3:::b/x/y']],
  [
    's3:CopyObject',
    { Bucket: 'b', Key: 'x', CopySource: 'c/y?versionId=1' },
    ['s3:GetObjectVersion arn:aws:s3:::c/y', 's3:PutObject arn:aws:s3:::b/x'],
  ],
  ['s3:DeleteObject', { Bucket: 'b', Key: 'x', versionId: '1' }, ['s3:DeleteObjectVersion arn:aws:s3:::b/x']],
  ['s3:PutPublicAccessBlock', { Bucket: 'b' }, ['s3:PutBucketPublicAccessBlock arn:aws:s3:::b']],
  [
    'ssm:PutParameter',
    { Name: '/own', DataType: 'aws:ec2:image' },
    ['itself arn:aws:ssm:us-east-1:1:parameter/own', 'ec2:DescribeImages *'],
  ],
  ['s3:HeadObject', { Bucket: 'b', Key: 'x/y' }, ['s3:GetObject arn:aws:s3:::b/x/y']],
  [
    'cloudformation:UpdateStack',
    { StackName: 'web', RoleARN: 'arn:aws:iam::1:role/s' },
    ['itself arn:aws:cloudformation:us-east-1:1:stack/web/*', 'iam:PassRole arn:aws:iam::1:role/s'],
  ],
  [
    'cloudformation:DescribeStacks',
    { StackName: 'arn:aws:cloudformation:us-east-1:1:stack/web/u' },
    ['itself arn:aws:cloudformation:us-east-1:1:stack/web/u'],
  ],
  [
    'autoscaling:UpdateAutoScalingGroup',
    { AutoScalingGroupName: 'g' },
    ['itself arn:aws:autoscaling:us-east-1:1:autoScalingGroup:*:autoScalingGroupName/g'],
  ],
  [
    'ecs:RunTask',
    { taskDefinition: 'web:1', overrides: { taskRoleArn: 'arn:aws:iam::1:role/other' } },
    [
      'itself arn:aws:ecs:us-east-1:1:task-definition/web:1',
      'iam:PassRole arn:aws:iam::1:role/other',
      'iam:PassRole arn:aws:iam::1:role/execution',
    ],
  ],
  [
    'ecs:StartTask',
    { taskDefinition: 'web:1' },
    [
      'itself arn:aws:ecs:us-east-1:1:task-definition/web:1',
      'iam:PassRole arn:aws:iam::1:role/task',
      'iam:PassRole arn:aws:iam::1:role/execution',
    ],
  ],
  [
    'ecs:RegisterContainerInstance',
    { cluster: 'production' },
    ['itself arn:aws:ecs:us-east-1:1:cluster/production'],
  ],
  [
    'ecs:DescribeContainerInstances',
    { cluster: 'arn:aws:ecs:us-east-1:1:cluster/c', containerInstances: ['one'] },
    ['itself arn:aws:ecs:us-east-1:1:container-instance/c/one'],
  ],
  [
    'logs:CreateLogStream',
    { logGroupName: '/g', logStreamName: 's' },
    ['itself arn:aws:logs:us-east-1:1:log-group:/g:log-stream:s'],
  ],
  [
    'monitoring:PutMetricAlarm',
    { AlarmName: 'high' },
    ['cloudwatch:PutMetricAlarm arn:aws:cloudwatch:us-east-1:1:alarm:high'],
  ],
  ['sns:CreateTopic', { Name: 't' }, ['itself arn:aws:sns:us-east-1:1:t']],
  ['kms:CreateGrant', { KeyId: 'k' }, ['itself arn:aws:kms:us-east-1:1:key/k']],
  ['iam:DeleteRole', { RoleName: 'r' }, ['itself arn:aws:iam::1:role/path/r']],
  ['iam:CreateRole', { RoleName: 'r' }, ['itself arn:aws:iam::1:role/path/r']],
  [
    'iam:CreateRole',
    { RoleName: 'r', 'Tags.member.1.Key': 'run', 'Tags.member.1.Value': '42' },
    ['itself arn:aws:iam::1:role/path/r', 'iam:TagRole arn:aws:iam::1:role/path/r'],
  ],
  [
    'iam:AddRoleToInstanceProfile',
    { RoleName: 'r', InstanceProfileName: 'p' },
    ['itself arn:aws:iam::1:instance-profile/p', 'iam:PassRole arn:aws:iam::1:role/path/r'],
  ],
])('%s %j', (name, parameters, expected) => {
  expect(needed(name, parameters)).toEqual(expected)
})

test('a launch requires permission for every resource that it uses or creates', () => {
  const parameters = {
    ImageId: 'ami-1',
    'SecurityGroupId.1': 'sg-1',
    KeyName: 'k',
    'IamInstanceProfile.Name': 'p',
    ...tagged('instance'),
  }
  expect(needed('ec2:RunInstances', parameters)).toEqual([
    `itself ${ec2}::image/ami-1`,
    `itself ${ec2}:1:instance/*`,
    `itself ${ec2}:1:network-interface/*`,
    `itself ${ec2}:1:volume/*`,
    `itself ${ec2}:1:subnet/*`,
    `itself ${ec2}:1:security-group/sg-1`,
    `itself ${ec2}:1:key-pair/k`,
    'iam:PassRole arn:aws:iam::1:role/path/r',
    `ec2:CreateTags ${ec2}:1:instance/*`,
  ])
})

test.each(['ec2:CreateVpnConnection', 's3:ListBuckets', 'ec2:toString', 'constructor:name'])(
  'an action that is missing from the table is unknown: %s',
  name => {
    expect(needed(name)).toBeUndefined()
  },
)

describe('condition keys', () => {
  const requests = (name: string, parameters: Record<string, unknown>, tags = {}) =>
    accessRequests(
      call(name, parameters),
      needsOf(call(name, parameters), lookups) ?? [],
      { 'aws:username': 'ann' },
      tags,
    )

  test('include common keys, the region, and the present tags of the resource', () => {
    const [request] = requests('ec2:StopInstances', { 'InstanceId.1': 'i-1' }, { 'i-1': { run: '42' } })
    expect(request).toMatchObject({
      action: 'ec2:StopInstances',
      context: {
        'aws:username': 'ann',
        'aws:RequestedRegion': 'us-east-1',
        'ec2:Region': 'us-east-1',
        'aws:ResourceTag/run': '42',
        'ec2:ResourceTag/run': '42',
      },
    })
  })

  test('include tags at creation, and the call that creates the resource', () => {
    const [keyPair, tagging] = requests('ec2:CreateKeyPair', { KeyName: 'k', ...tagged('key-pair') })
    expect(keyPair?.context).toMatchObject({ 'aws:RequestTag/run': '42', 'aws:TagKeys': ['run'] })
    expect(tagging).toMatchObject({
      action: 'ec2:CreateTags',
      context: { 'aws:RequestTag/run': '42', 'ec2:CreateAction': 'CreateKeyPair' },
    })
  })

  test('include properties of a launched instance and its volumes', () => {
    const launch = requests('ec2:RunInstances', {
      ImageId: 'ami-1',
      InstanceType: 't3.micro',
      'MetadataOptions.HttpTokens': 'required',
      'BlockDeviceMapping.1.Ebs.Encrypted': 'true',
      'BlockDeviceMapping.2.Ebs.VolumeType': 'gp3',
    })
    const of = (type: string) => launch.filter(({ resource }) => resource.includes(`:${type}/`))
    expect(of('instance')).toMatchObject([
      { context: { 'ec2:InstanceType': 't3.micro', 'ec2:MetadataHttpTokens': 'required' } },
    ])
    expect(of('volume')).toMatchObject([
      { context: { 'ec2:Encrypted': 'true' } },
      { context: { 'ec2:VolumeType': 'gp3' } },
    ])
  })
})
