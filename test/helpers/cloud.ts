import { EC2Client } from '@aws-sdk/client-ec2'
import type { TestSandbox } from './sandbox.ts'
import { signedHeaders } from './sign.ts'

/** What tests ask of the sandbox's AWS beside EC2. */
export interface Cloud {
  readonly ec2: EC2Client
  createCluster(name: string): Promise<void>
  /** The EC2 instances that are registered with the cluster, and the ARN of each container instance. */
  containerInstances(cluster: string): Promise<readonly { instanceId: string; arn: string }[]>
  clusters(): Promise<readonly string[]>
  /** A role for instances with what AWS's own policies allow them, and a profile of the same name. */
  createInstanceProfile(name: string): Promise<void>
  /** A stack with a group of no instances, which takes every signal for it within an hour. */
  createWaitingStack(name: string, group: string): Promise<void>
  /** Messages of a log stream, first to last; none when there is no such group. */
  logMessages(group: string, stream: string): Promise<readonly string[]>
}

export function connectCloud({ clientOptions }: TestSandbox): Cloud {
  const { endpoint, region, credentials } = clientOptions

  async function call(service: string, headers: Record<string, string>, body: string): Promise<Response> {
    const signed = signedHeaders(endpoint, credentials, { region, service }, { headers, body })
    return fetch(endpoint, { method: 'POST', headers: signed, body })
  }

  async function json(service: string, target: string, content: object): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
    const response = await call(service, headers, JSON.stringify(content))
    const answer = (await response.json()) as Record<string, unknown>
    if (!response.ok) throw new Error(`${target}: ${JSON.stringify(answer)}`)
    return answer
  }

  async function query(service: string, parameters: Record<string, string>): Promise<void> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const response = await call(service, headers, new URLSearchParams(parameters).toString())
    if (!response.ok) throw new Error(`${service} ${parameters.Action}: ${await response.text()}`)
  }

  const ecs = (action: string, content: object) =>
    json('ecs', `AmazonEC2ContainerServiceV20141113.${action}`, content)
  const iam = (Action: string, parameters: Record<string, string>) =>
    query('iam', { Action, Version: '2010-05-08', ...parameters })

  return {
    ec2: new EC2Client(clientOptions),
    createCluster: async clusterName => void (await ecs('CreateCluster', { clusterName })),
    async containerInstances(cluster) {
      const { containerInstanceArns } = await ecs('ListContainerInstances', { cluster })
      if ((containerInstanceArns as string[]).length === 0) return []
      const { containerInstances } = await ecs('DescribeContainerInstances', {
        cluster,
        containerInstances: containerInstanceArns,
      })
      const described = containerInstances as { ec2InstanceId: string; containerInstanceArn: string }[]
      return described.map(({ ec2InstanceId, containerInstanceArn }) => ({
        instanceId: ec2InstanceId,
        arn: containerInstanceArn,
      }))
    },
    async clusters() {
      const { clusterArns } = await ecs('ListClusters', {})
      return (clusterArns as string[]).map(arn => arn.split('/').at(-1) ?? '')
    },
    async createInstanceProfile(name) {
      await iam('CreateRole', { RoleName: name, AssumeRolePolicyDocument: '{}' })
      await iam('CreateInstanceProfile', { InstanceProfileName: name })
      await iam('AddRoleToInstanceProfile', { InstanceProfileName: name, RoleName: name })
      for (const policy of instancePolicies) {
        await iam('AttachRolePolicy', { RoleName: name, PolicyArn: `arn:aws:iam::aws:policy/${policy}` })
      }
    },
    async createWaitingStack(name, group) {
      const template = waitingTemplate(group)
      await query('cloudformation', {
        Action: 'CreateStack',
        Version: '2010-05-15',
        StackName: name,
        TemplateBody: JSON.stringify(template),
      })
    },
    async logMessages(logGroupName, logStreamName) {
      const answer = await json('logs', 'Logs_20140328.GetLogEvents', {
        logGroupName,
        logStreamName,
        startFromHead: true,
      }).catch(ignoreMissingGroup)
      return (answer.events as { message: string }[]).map(({ message }) => message)
    },
  }
}

/** AWS's own: for the ECS agent, and for the CloudWatch agent, which makes its log groups. */
const instancePolicies = ['service-role/AmazonEC2ContainerServiceforEC2Role', 'CloudWatchAgentServerPolicy']

function ignoreMissingGroup(error: Error): Record<string, unknown> {
  if (error.message.includes('ResourceNotFoundException')) return { events: [] }
  throw error
}

function waitingTemplate(group: string): object {
  return {
    Parameters: {
      ImageId: {
        Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
        Default: '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
      },
    },
    Resources: {
      Launch: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: { LaunchTemplateData: { ImageId: { Ref: 'ImageId' }, InstanceType: 't3.medium' } },
      },
      [group]: {
        Type: 'AWS::AutoScaling::AutoScalingGroup',
        CreationPolicy: {
          AutoScalingCreationPolicy: { MinSuccessfulInstancesPercent: 0 },
          ResourceSignal: { Count: 1000, Timeout: 'PT1H' },
        },
        Properties: {
          MinSize: '0',
          MaxSize: '0',
          AvailabilityZones: { 'Fn::GetAZs': '' },
          LaunchTemplate: {
            LaunchTemplateId: { Ref: 'Launch' },
            Version: { 'Fn::GetAtt': ['Launch', 'LatestVersionNumber'] },
          },
        },
      },
    },
  }
}
