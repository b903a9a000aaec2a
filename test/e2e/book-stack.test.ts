import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DescribeSubnetsCommand } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { awsCli } from '#test/helpers/aws-cli.ts'
import { bakedImage, repository, type ToolRequest } from '#test/helpers/bake.ts'
import { type Cloud, connectCloud } from '#test/helpers/cloud.ts'
import { agentThatNeverJoins, type DeployAnswer, deploy } from '#test/helpers/deploy.ts'
import { endMachines } from '#test/helpers/end-machines.ts'
import { eventually, signalsOf } from '#test/helpers/instances.ts'
import { get } from '#test/helpers/load-balancer.ts'
import { makeProject, type TestProject } from '#test/helpers/project.ts'
import { canRunSandbox } from '#test/helpers/sandbox.ts'
import { pushWeb, urlOf } from '#test/helpers/service.ts'
import { shareSandbox } from '#test/helpers/shared-sandbox.ts'
import { connectStackFleets, type StackFleets } from '#test/helpers/stack-fleets.ts'

const stackName = 'todobackend'
const group = 'ApplicationAutoscaling'

/**
 * As stacks were written before there was this tool: user data runs cfn-init, which runs `sh firstrun.sh` and waits for
 * it, and then signals; the AMI is a line of a dev.cfg.
 */
describe.skipIf(!canRunSandbox)("a stack in the book's way", () => {
  let request: ToolRequest
  let cloud: Cloud
  let fleets: StackFleets
  let imageId: string
  let created: DeployAnswer
  const projects: TestProject[] = []

  beforeAll(async () => {
    const project = await bookProject({})
    request = { sandbox: await shareSandbox('clusters'), project }
    cloud = connectCloud(request.sandbox)
    fleets = connectStackFleets(request.sandbox)
    imageId = await bakedImage(request)
    created = await deployWith(imageId)
  })

  afterAll(async () => {
    if (request !== undefined) await endMachines(request.sandbox)
    for (const project of projects) await project.remove()
  })

  async function bookProject(settings: Record<string, unknown>, script = ''): Promise<TestProject> {
    const files = {
      'stack.yml': await readFile(join(repository, 'test/fixtures/stacks/book.yml'), 'utf8'),
      'dev.cfg': '',
      ...(script === '' ? {} : { 'own.sh': `#!/bin/bash\n${script}\n` }),
    }
    const app = {
      name: stackName,
      template: 'stack.yml',
      parameterFiles: { dev: 'dev.cfg' },
      capabilities: ['CAPABILITY_IAM'],
    }
    // Other files take the newest AMI of `ecs`.
    const project = await makeProject(settings, files, script === '' ? 'ecs' : 'mute', { stacks: { app } })
    projects.push(project)
    return project
  }

  async function deployWith(ami: string) {
    const { Subnets = [] } = await cloud.ec2.send(new DescribeSubnetsCommand({}))
    const lines = [
      'ApplicationDesiredCount=1',
      `ApplicationImageId=${ami}`,
      `ApplicationSubnets=${Subnets.slice(0, 2).map(({ SubnetId }) => SubnetId)}`,
      `VpcId=${Subnets[0]?.VpcId}`,
    ]
    await writeFile(join(request.project.folder, 'dev.cfg'), `${lines.join('\n')}\n`)
    return deploy(request, 'app')
  }

  test('comes up with our AMI: cfn-init runs the first run to its end, and user data signals once', async () => {
    const { exitCode, document, stderr } = created
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 0, outcome: 'created' })
    const { instances } = await fleets.fleet(stackName, group)
    const [{ instanceId = '' } = {}] = instances
    expect(instances).toEqual([{ instanceId, imageId }])
    const members = await cloud.containerInstances(document.outputs.ApplicationCluster ?? '')
    expect(members).toMatchObject([{ instanceId }])
    expect(await signalsOf(request.sandbox, instanceId)).toEqual([
      { stack: stackName, resource: group, status: 'SUCCESS', taken: true },
    ])
    const folder = await request.sandbox.inMachine(instanceId, "stat -c '%u:%g %m' /data/public")
    expect(folder).toBe('1000:1000 /data')
  })

  test('comes up the same by the command of the book: aws cloudformation deploy with $(cat dev.cfg)', async () => {
    const aws = await awsCli(request.sandbox)
    const { folder } = request.project
    const parameters = (await readFile(join(folder, 'dev.cfg'), 'utf8'))
      .split(/\s+/)
      .filter(word => word !== '')
    const template = ['--template-file', join(folder, 'stack.yml'), '--capabilities', 'CAPABILITY_IAM']
    const name = `by-hand-${randomUUID()}`
    const stack = ['--stack-name', name, ...template, '--parameter-overrides', ...parameters]
    const { all } = await aws('cloudformation', 'deploy', ...stack)
    expect(all).toContain(`Successfully created/updated stack - ${name}`)
    expect((await fleets.fleet(name, group)).instances).toMatchObject([{ imageId }])
  })

  test('ships the logs into its own groups', async () => {
    const [{ instanceId = '' } = {}] = (await fleets.fleet(stackName, group)).instances
    await eventually(async () =>
      expect(
        await cloud.logMessages(`/${stackName}/ec2/${group}/var/log/ecs/ecs-agent`, instanceId),
      ).not.toEqual([]),
    )
  })

  test('runs a service of two containers with a folder of the instance, and updates it', async () => {
    const { sandbox } = request
    await pushWeb(sandbox, '1', 'docker-in-aws/todobackend')
    await pushWeb(sandbox, '2', 'docker-in-aws/todobackend')
    const file = join(request.project.folder, 'stack.yml')
    const instances = await readFile(file, 'utf8')
    const part = await readFile(join(repository, 'test/fixtures/stacks/book-service.yml'), 'utf8')
    const service = instances.replace(/^Outputs:/m, `${part}Outputs:`)
    await writeFile(file, service)
    const first = await deployWith(imageId)
    expect(first.document.outcome, first.stderr).toBe('updated')
    const url = await urlOf(sandbox, stackName)
    expect((await get(url)).body).toBe('1\n')
    const [{ instanceId = '' } = {}] = (await fleets.fleet(stackName, group)).instances
    const collected = () => sandbox.inMachine(instanceId, 'ls /data/public')
    await eventually(async () => expect(await collected()).toBe('collected'))

    await writeFile(file, service.replaceAll('todobackend:1', 'todobackend:2'))
    const second = await deployWith(imageId)
    expect(second.document.outcome, second.stderr).toBe('updated')
    expect((await get(url)).body).toBe('2\n')

    await writeFile(file, instances)
    const third = await deployWith(imageId)
    expect(third.document.outcome, third.stderr).toBe('updated')
  })

  test('is rolled back from an AMI whose agent never joins, told by the instance itself', async () => {
    const before = await fleets.fleet(stackName, group)
    const settings = { scripts: [{ path: 'own.sh' }], firstRun: { timeoutSeconds: 30 } }
    const mute = await bakedImage({ ...request, project: await bookProject(settings, agentThatNeverJoins) })
    const { exitCode, document, stderr } = await deployWith(mute)
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 1, outcome: 'rolledBack' })
    expect(document.rootCause).toMatchObject({ verdict: { result: 'failed', stage: 'agent' } })
    expect(await fleets.fleet(stackName, group)).toEqual(before)
  })
})
