import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation'
import {
  DescribeImagesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import {
  CreateLoadBalancerCommand,
  DeleteTargetGroupCommand,
  DeregisterTargetsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { get } from '#test/helpers/load-balancer.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { stackEnd } from '#test/helpers/stack-end.ts'

const TemplateBody = `
Parameters:
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Vpc: {Type: 'AWS::EC2::VPC::Id'}
Resources:
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      Subnets: !Ref Subnets
      LoadBalancerAttributes: [{Key: idle_timeout.timeout_seconds, Value: '30'}]
  Group:
    Type: AWS::ElasticLoadBalancingV2::TargetGroup
    Properties:
      VpcId: !Ref Vpc
      Port: 80
      Protocol: HTTP
      HealthCheckPath: /health
      HealthCheckIntervalSeconds: 5
      HealthCheckTimeoutSeconds: 2
      TargetGroupAttributes: [{Key: deregistration_delay.timeout_seconds, Value: '1'}]
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties:
      LoadBalancerArn: !Ref Balancer
      Port: 80
      Protocol: HTTP
      DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]
  Rule:
    Type: AWS::ElasticLoadBalancingV2::ListenerRule
    Properties:
      ListenerArn: !Ref Listener
      Priority: 1
      Conditions: [{Field: path-pattern, Values: ['/fixed/*']}]
      Actions:
        - {Type: fixed-response, FixedResponseConfig: {StatusCode: '410', ContentType: text/plain, MessageBody: moved}}
Outputs:
  Group: {Value: !Ref Group}
  Name: {Value: !GetAtt Balancer.DNSName}
`
const patiently = { timeout: 60_000, interval: 200 }

describe.skipIf(!canRunSandbox)('a stack with a load balancer', () => {
  let sandbox: TestSandbox
  let balancing: ElasticLoadBalancingV2Client
  let instance: string
  let group: string
  let subnets: readonly string[]

  beforeAll(async () => {
    sandbox = await startSandbox()
    balancing = new ElasticLoadBalancingV2Client(sandbox.clientOptions)
    const ec2 = new EC2Client(sandbox.clientOptions)
    const { Images } = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'] }))
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ...{ ImageId: Images?.[0]?.ImageId, InstanceType: 't3.micro' },
        ...{ MinCount: 1, MaxCount: 1 },
      }),
    )
    instance = Instances?.[0]?.InstanceId ?? ''
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}))
    subnets = Subnets.flatMap(({ SubnetId }) => SubnetId ?? [])
    const cloudFormation = new CloudFormationClient(sandbox.clientOptions)
    const Parameters = [
      { ParameterKey: 'Subnets', ParameterValue: subnets.slice(0, 2).join() },
      { ParameterKey: 'Vpc', ParameterValue: Subnets[0]?.VpcId },
    ]
    await cloudFormation.send(new CreateStackCommand({ StackName: 'web', TemplateBody, Parameters }))
    await stackEnd(cloudFormation, 'create', 'web')
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: 'web' }))
    const outputs = new Map(Stacks?.[0]?.Outputs?.map(one => [one.OutputKey, one.OutputValue ?? '']))
    group = outputs.get('Group') ?? ''
    expect(outputs.get('Name')).toMatch(/^web-Balancer-\w+-\d+\.us-east-1\.elb\.amazonaws\.com$/)
  })
  afterAll(() => sandbox?.remove())

  const healthOf = async () => {
    const command = new DescribeTargetHealthCommand({ TargetGroupArn: group })
    const { TargetHealthDescriptions = [] } = await balancing.send(command)
    return TargetHealthDescriptions.map(({ Target, TargetHealth }) => ({ Target, ...TargetHealth }))
  }

  test('has an address that the host reaches, and answers by its rules', async () => {
    const url = (await sandbox.cli('url', 'web')).trim()
    expect(url).toMatch(/^http:\/\/10\.\d+\.\d+\.[3-9]:80$/)
    expect(await get(`${url}/fixed/x`)).toMatchObject({ status: 410, body: 'moved' })
    expect(await get(url)).toMatchObject({ status: 503 })
    await expect(sandbox.cli('url', 'absent')).rejects.toThrow(/stack absent does not exist/)
  })

  test('sends requests to an instance on the ports that are registered, while these are healthy', async () => {
    const url = (await sandbox.cli('url', 'web')).trim()
    const Targets = [8001, 8002].map(Port => ({ Id: instance, Port }))
    const registered = new RegisterTargetsCommand({ TargetGroupArn: group, Targets })
    await vi.waitFor(() => balancing.send(registered), patiently)
    const serve = (port: number) =>
      `mkdir -p /srv/${port} && echo ${port} | tee /srv/${port}/index.html /srv/${port}/health && ` +
      `systemd-run --unit web-${port} python3 -m http.server ${port} --directory /srv/${port}`
    await sandbox.inMachine(instance, serve(8001))
    await vi.waitFor(
      async () =>
        expect(await healthOf()).toEqual([
          { Target: { Id: instance, Port: 8001 }, State: 'healthy' },
          {
            Target: { Id: instance, Port: 8002 },
            State: 'unhealthy',
            Reason: 'Target.FailedHealthChecks',
            Description: 'Health checks failed',
          },
        ]),
      patiently,
    )
    for (let sent = 0; sent < 4; sent += 1)
      expect(await get(url)).toMatchObject({ status: 200, body: '8001\n' })
    const leaving = { TargetGroupArn: group, Targets: Targets.slice(0, 1) }
    await balancing.send(new DeregisterTargetsCommand(leaving))
    expect(await healthOf()).toContainEqual({
      Target: { Id: instance, Port: 8001 },
      State: 'draining',
      Reason: 'Target.DeregistrationInProgress',
      Description: 'Target deregistration is in progress',
    })
    // No target is healthy, so the unhealthy one gets requests.
    expect(await get(url)).toMatchObject({ status: 502 })
  })

  test('keeps its target group, and another load balancer needs two zones', async () => {
    await expect(
      balancing.send(new DeleteTargetGroupCommand({ TargetGroupArn: group })),
    ).rejects.toMatchObject({
      name: 'ResourceInUseException',
      message: `Target group '${group}' is currently in use by a listener or a rule`,
    })
    await expect(
      balancing.send(new CreateLoadBalancerCommand({ Name: 'one', Subnets: subnets.slice(0, 1) })),
    ).rejects.toThrow('At least two subnets in two different Availability Zones must be specified')
  })
})
