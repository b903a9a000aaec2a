import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const ecsTarget = 'AmazonEC2ContainerServiceV20141113'

describe.skipIf(!canRunSandbox)('what the stand-ins on a machine call, unsigned', () => {
  let sandbox: TestSandbox
  let instanceId: string

  beforeAll(async () => {
    sandbox = await startSandbox()
    const Name = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'
    const { Parameter } = await new SSMClient(sandbox.clientOptions).send(new GetParameterCommand({ Name }))
    const { Instances } = await new EC2Client(sandbox.clientOptions).send(
      new RunInstancesCommand({ ImageId: Parameter?.Value, MinCount: 1, MaxCount: 1 }),
    )
    instanceId = Instances?.[0]?.InstanceId ?? ''
    await vi.waitFor(() => sandbox.inMachine(instanceId, 'true'), { timeout: 120_000, interval: 100 })
  })
  afterAll(() => sandbox.remove())

  test('the base AMI has the versions of agent and Docker that its public parameters name', async () => {
    const Name = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended'
    const { Parameter } = await new SSMClient(sandbox.clientOptions).send(new GetParameterCommand({ Name }))
    const { ecs_agent_version, ecs_runtime_version } = JSON.parse(Parameter?.Value ?? '')
    const versions = await sandbox.inMachine(instanceId, "rpm -q --qf '%{VERSION} ' ecs-init docker")
    expect(versions.trim()).toBe(`${ecs_agent_version} ${ecs_runtime_version.replace('Docker version ', '')}`)
  })

  test('a cluster that does not exist is refused, as ECS does', async () => {
    expect(await register('absent')).toMatchObject({
      __type: 'ClientException',
      message: 'Cluster not found.',
    })
  })

  test('a cluster that exists takes the instance, once', async () => {
    await ecs('CreateCluster', { clusterName: 'production' })
    const first = await register('production')
    expect(first).toMatchObject({ containerInstance: { ec2InstanceId: instanceId, agentConnected: true } })
    const { containerInstanceArn } = first.containerInstance
    expect((await register('production')).containerInstance.containerInstanceArn).toBe(containerInstanceArn)
    expect(await ecs('ListContainerInstances', { cluster: 'production' })).toMatchObject({
      containerInstanceArns: [containerInstanceArn],
    })
  })

  test("a signal for a stack that does not exist is refused in CloudFormation's words", async () => {
    const parameters =
      'Action=SignalResource&Version=2010-05-15&StackName=absent&LogicalResourceId=G&UniqueId=i&Status=SUCCESS'
    const answer = await sandbox.inMachine(
      instanceId,
      `curl -s --noproxy '*' -d '${parameters}' http://aws.sandbox/`,
    )
    expect(answer).toMatch(/<Code>ValidationError<\/Code><Message>Stack .*absent does not exist<\/Message>/)
  })

  test('an unsigned call from elsewhere is refused', async () => {
    const response = await fetch(sandbox.endpoint, {
      method: 'POST',
      headers: { 'x-amz-target': `${ecsTarget}.ListClusters` },
      body: '{}',
    })
    expect(response.status).toBe(403)
  })

  test("machines have no say in the sandbox's own matters", async () => {
    const status = await sandbox.inMachine(
      instanceId,
      "curl -s --noproxy '*' -o /dev/null -w '%{http_code}' -X POST http://aws.sandbox/_sandbox/stop",
    )
    expect(status).toBe('403')
  })

  function register(cluster: string) {
    return ecs('RegisterContainerInstance', {
      cluster,
      instanceIdentityDocument: JSON.stringify({ instanceId, region: 'us-east-1' }),
    })
  }

  async function ecs(action: string, parameters: object) {
    const answer = await sandbox.inMachine(
      instanceId,
      `curl -s --noproxy '*' -H 'X-Amz-Target: ${ecsTarget}.${action}' -H 'Content-Type: application/x-amz-json-1.1' -d '${JSON.stringify(parameters)}' http://aws.sandbox/`,
    )
    return JSON.parse(answer)
  }
})
