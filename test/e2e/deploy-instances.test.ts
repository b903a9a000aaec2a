import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ECSClient,
  ListContainerInstancesCommand,
  RegisterTaskDefinitionCommand,
  StartTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { bakedImage, type ToolRequest } from '#test/helpers/bake.ts'
import { deploy, makeClusterProject } from '#test/helpers/deploy.ts'
import { endMachines } from '#test/helpers/end-machines.ts'
import { orderFault } from '#test/helpers/fault.ts'
import type { TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { shareSandbox } from '#test/helpers/shared-sandbox.ts'
import { running } from '#test/helpers/small-stack.ts'
import { connectStackFleets, type StackFleets } from '#test/helpers/stack-fleets.ts'
import { standInAgent } from '#test/helpers/stand-in-agent.ts'

const stackName = 'shop-dev-cluster'
/** For instances that would else be waited for without need: a line of their environment, and a parameter. */
const impatient = `${' '.repeat(14)}FIRST_RUN_TIMEOUT=30\n`
const brief = ['--parameter', 'SignalTimeout=PT1M']

/** A cluster that works; each test tries a change whose instances fail, and finds it as it was. */
describe.skipIf(!canRunSandbox)('instances that fail are rolled back and explain themselves', () => {
  let sandbox: TestSandbox
  let project: TestProject
  let request: ToolRequest
  let fleets: StackFleets
  let template: string
  let cluster: string

  beforeAll(async () => {
    sandbox = await shareSandbox('clusters')
    project = await makeClusterProject()
    request = { sandbox, project }
    fleets = connectStackFleets(sandbox)
    template = await readFile(join(project.folder, 'cfn/cluster/template.yml'), 'utf8')
    await bakedImage(request)
    const { document, stderr } = await deploy(request, 'cluster')
    expect(document.outcome, stderr).toBe('created')
    cluster = document.outputs.ClusterName ?? ''
  })
  afterAll(async () => {
    await project?.remove()
    if (sandbox !== undefined) await endMachines(sandbox)
  })

  const fleet = () => fleets.fleet(stackName, 'AutoScalingGroup')

  /** A parameter by which every instance is replaced, whatever it was before. */
  async function otherInstances(): Promise<readonly string[]> {
    const present = await fleets.parameters(stackName)
    return ['--parameter', `MetadataHopLimit=${present.includes('MetadataHopLimit=2') ? 1 : 2}`]
  }

  /** Deploys the template with that text replaced; it has to be there. */
  async function change(from: string, to: string, ...argv: string[]) {
    const changed = template.replaceAll(from, () => to)
    expect(changed).not.toBe(template)
    await writeFile(join(project.folder, 'cfn/cluster/template.yml'), changed)
    try {
      return await deploy(request, 'cluster', ...argv)
    } finally {
      await writeFile(join(project.folder, 'cfn/cluster/template.yml'), template)
    }
  }

  test.each([
    [
      'a cluster that is not theirs',
      'ECS_CLUSTER=${Cluster}\n',
      `ECS_CLUSTER=another\n${impatient}`,
      [],
      /capacity-provider/,
      /ECS_CLUSTER and CAPACITY_PROVIDER/,
    ],
    [
      'a cluster that is not theirs, without a capacity provider to wait for',
      'CAPACITY_PROVIDER=cp-${AWS::StackName}\n',
      `ECS_CLUSTER=another\n${impatient}`,
      [],
      /agent|cluster/,
      /register/,
    ],
    [
      'no data volume',
      `- DeviceName: /dev/xvdcy
              Ebs:
                VolumeSize: !If [HasDataVolumeSize, !Ref DataVolumeSize, !Ref AWS::NoValue]
                VolumeType: gp3
                Encrypted: true
                KmsKeyId: !If [HasVolumeKmsKey, !Ref VolumeKmsKey, !Ref AWS::NoValue]
                DeleteOnTermination: true`,
      `- DeviceName: /dev/xvdcy
              NoDevice: ''`,
      [],
      /data-volume/,
      /data volume of the image .* to the launch template/,
    ],
    [
      'a proxy that is dead',
      'NO_PROXY=${NoProxy}${SpotDraining}\n',
      `NO_PROXY=\${NoProxy}\${SpotDraining}\n${impatient}`,
      ['--parameter', 'ProxyUrl=10.255.255.254:3128'],
      /proxy/,
      /ProxyUrl/,
    ],
  ])('%s', async (_, from, to, argv, stage, hint) => {
    const before = await fleet()
    const { exitCode, document, stderr } = await change(from, to, ...argv)
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 1, outcome: 'rolledBack' })
    expect(document.rootCause).toMatchObject({
      resource: 'AutoScalingGroup',
      instanceId: expect.stringMatching(/^i-/),
      verdict: { result: 'failed', stage: expect.stringMatching(stage) },
    })
    expect(document.error?.hint).toMatch(hint)
    expect(await fleet()).toEqual(before)
  })

  test('an instance that never signals shows its console', async () => {
    const before = await fleet()
    const { exitCode, document, stderr } = await change('/etc/packer-ecs/instance.env', '/dev/null', ...brief)
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 1, outcome: 'rolledBack' })
    expect(document.rootCause).toMatchObject({ instanceId: expect.stringMatching(/^i-/), verdict: null })
    expect(document.rootCause?.log.length).toBeGreaterThan(0)
    expect(document.error?.hint).toContain('packer-ecs-first-run.service')
    expect(await fleet()).toEqual(before)
  })

  test('one of two that fails is enough, and it is the one that is named', async () => {
    const before = await fleet()
    await orderFault(sandbox, 'ecs:RegisterContainerInstance', '--error', 'ClientException')
    const two = ['--parameter', 'DesiredCapacity=2', ...(await otherInstances())]
    const { exitCode, document, stderr } = await deploy(request, 'cluster', ...two)
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 1, outcome: 'rolledBack' })
    expect(document.rootCause).toMatchObject({
      reason: expect.stringContaining('Received 1 FAILURE signal(s) out of 2'),
      verdict: { result: 'failed' },
    })
    expect(before.instances.map(({ instanceId }) => instanceId)).not.toContain(document.rootCause?.instanceId)
    expect(await fleet()).toEqual(before)
  })

  test('what holds a drain is named while it is waited for', async () => {
    const ecs = new ECSClient(sandbox.clientOptions)
    const containerDefinitions = [{ name: 'job', image: 'job', memory: 8 }]
    await ecs.send(new RegisterTaskDefinitionCommand({ family: 'job', containerDefinitions }))
    const { containerInstanceArns = [] } = await ecs.send(new ListContainerInstancesCommand({ cluster }))
    // The image does not exist. In place of the agent, the test reports that the task runs.
    for (const { instanceId } of (await fleet()).instances)
      await sandbox.inMachine(instanceId, 'systemctl stop ecs')
    const agent = standInAgent(ecs, cluster)
    onTestFinished(agent.close)
    const { tasks = [] } = await ecs.send(
      new StartTaskCommand({ cluster, taskDefinition: 'job', containerInstances: containerInstanceArns }),
    )
    const update = running(request, 'deploy', 'cluster', ...(await otherInstances()))
    await update.said(/replaces 1 instance, new one first, draining \d tasks?/)
    await update.said(/draining waits for tasks to stop: i-\w+ runs task family job/)
    for (const { taskArn } of tasks) await ecs.send(new StopTaskCommand({ cluster, task: taskArn }))
    const { document, stderr } = await update.end()
    expect(document.outcome, stderr).toBe('updated')
  })

  test('a launch that fails with Client.InternalError points to the key', async () => {
    const before = await fleet()
    const effect = ['--error', 'Client.InternalError', '--times', '1000']
    await orderFault(sandbox, 'autoscaling:LaunchInstance', ...effect)
    const others = [...(await otherInstances()), ...brief]
    const { exitCode, document, stderr } = await deploy(request, 'cluster', ...others)
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 1, outcome: 'rolledBack' })
    expect(document.rootCause?.reason).toContain('Client.InternalError')
    expect(document.error?.hint).toContain('create-grant')
    expect(await fleet()).toEqual(before)
  })

  // The last one: it leaves an instance that is in no cluster.
  test('a rollout that is complete for CloudFormation fails when its instance is in no cluster', async () => {
    const file = join(project.folder, 'packer-ecs.yaml')
    const settings = parse(await readFile(file, 'utf8'))
    settings.images.ecs.firstRun = { timeoutSeconds: 20 }
    await writeFile(file, stringify(settings))
    template = template
      .replace('/etc/packer-ecs/instance.env', '/dev/null')
      .replace('systemctl start --no-block packer-ecs-first-run.service', 'echo started')
    const waits = /WaitOnResourceSignals: true\n +PauseTime: .*\n/.exec(template)?.[0] ?? ''
    const { exitCode, document, stderr } = await change(waits, 'PauseTime: PT0S\n')
    expect({ exitCode, code: document.error?.code }, stderr).toEqual({
      exitCode: 1,
      code: 'INSTANCES_NOT_JOINED',
    })
    expect(stderr).toContain('nothing in the template starts the first run')
    expect(document.error?.hint).toContain('packer-ecs-first-run.service')
  })
})
