import { stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2'
import {
  CreateClusterCommand,
  ECSClient,
  ListContainerInstancesCommand,
  RegisterContainerInstanceCommand,
} from '@aws-sdk/client-ecs'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const ecsTarget = 'AmazonEC2ContainerServiceV20141113'

describe.skipIf(!canRunSandbox)('a machine of the sandbox', () => {
  let sandbox: TestSandbox
  let instanceId: string
  let ecs: ECSClient

  beforeAll(async () => {
    sandbox = await startSandbox()
    ecs = new ECSClient(sandbox.clientOptions)
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
    await expect(register('absent')).rejects.toMatchObject({
      name: 'ClientException',
      message: 'Cluster not found.',
    })
  })

  test('a cluster that exists takes the instance, once', async () => {
    await ecs.send(new CreateClusterCommand({ clusterName: 'production' }))
    const { containerInstance } = await register('production')
    expect(containerInstance).toMatchObject({ ec2InstanceId: instanceId, agentConnected: true })
    const { containerInstanceArn } = containerInstance ?? {}
    expect((await register('production')).containerInstance?.containerInstanceArn).toBe(containerInstanceArn)
    const listed = await ecs.send(new ListContainerInstancesCommand({ cluster: 'production' }))
    expect(listed.containerInstanceArns).toEqual([containerInstanceArn])
  })

  test("a signal for a stack that does not exist is refused in CloudFormation's words", async () => {
    expect(await signal({ instanceId })).toMatch(
      /<Code>ValidationError<\/Code><Message>Stack .*absent does not exist<\/Message>/,
    )
  })

  test.each([
    ['a signal with the identity document of another instance', () => signal({ instanceId: 'i-0' })],
    ['an unsigned call', () => fromMachine(`-H 'X-Amz-Target: ${ecsTarget}.ListClusters' -d '{}'`)],
  ])('%s from a machine is refused', async (_case, call) => {
    expect(await call()).toContain('Missing Authentication Token')
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

  test("another user of the host reaches none of the sandbox's files, so no setuid file of a machine either", async () => {
    await sandbox.inMachine(instanceId, 'cp /bin/bash /opt/rootshell && chmod 4755 /opt/rootshell')
    const layer = `${sandbox.stateFolder}/machines/${instanceId}/root`
    expect((await stat(`${layer}/opt/rootshell`)).mode & 0o7777).toBe(0o4755)
    for (const attack of [
      `${layer}/opt/rootshell -p -c id`,
      `ls ${sandbox.stateFolder}`,
      `cat ${sandbox.stateFolder}/calls.ndjson`,
      `cat ${sandbox.stateFolder}/machines/${instanceId}/console.log`,
      `cat ${sandbox.stateFolder}/state.json`,
    ]) {
      const { exitCode, stdout, stderr } = await asStranger(attack)
      expect({ attack, isRefused: exitCode !== 0, stdout }).toEqual({ attack, isRefused: true, stdout: '' })
      expect(stderr).toContain('Permission denied')
    }
  })

  test('the trees that machines boot, with their setuid programs, are in a folder of root alone', async () => {
    const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'packer-ecs/sandbox')
    expect((await stat(cache)).mode & 0o777).toBe(0o700)
  })

  test('files of the sandbox have modes of their own too, and the machine keeps its usual ones', async () => {
    const modeOf = async (name: string) =>
      ((await stat(join(sandbox.stateFolder, name))).mode & 0o777).toString(8)
    expect(await modeOf('.')).toBe('700')
    for (const file of [
      'state.json',
      'calls.ndjson',
      'supervisor.log',
      `machines/${instanceId}/console.log`,
    ]) {
      expect(`${file} ${await modeOf(file)}`).toBe(`${file} 600`)
    }
    const inside = await sandbox.inMachine(
      instanceId,
      "touch /root/new && stat -c '%a' / /etc/hosts /root/new",
    )
    expect(inside.split('\n')).toEqual(['755', '644', '644'])
  })

  test.each(['machines', 'mfa-code', 'sso-token', 'sessions/end', 'faults', 'stop'])(
    'another user of the host has no say in %s',
    async path => {
      const { stdout } = await asStranger(
        `curl -s --noproxy '*' -o /dev/null -w '%{http_code}' -d '{}' ${sandbox.endpoint}/_sandbox/${path}`,
      )
      expect(stdout).toBe('403')
    },
  )

  /** Runs a shell command as the host's user nobody. */
  function asStranger(command: string) {
    const become = ['--reuid=65534', '--regid=65534', '--clear-groups']
    return execa('setpriv', [...become, 'bash', '-c', command], {
      reject: false,
      cwd: '/',
      env: { LC_ALL: 'C' },
    })
  }

  function register(cluster: string) {
    const instanceIdentityDocument = JSON.stringify({ instanceId, region: 'us-east-1' })
    return ecs.send(new RegisterContainerInstanceCommand({ cluster, instanceIdentityDocument }))
  }

  /** As cfn-signal calls, with the identity document of an instance. */
  function signal(document: object) {
    const parameters =
      'Action=SignalResource&Version=2010-05-15&StackName=absent&LogicalResourceId=G&UniqueId=i&Status=SUCCESS'
    const encoded = Buffer.from(JSON.stringify(document)).toString('base64')
    return fromMachine(`-H 'Authorization: CFN_V1 ${encoded}:' -d '${parameters}'`)
  }

  function fromMachine(options: string) {
    return sandbox.inMachine(instanceId, `curl -s --noproxy '*' ${options} http://aws.sandbox/`)
  }
})
