import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { awsCli } from '#test/helpers/aws-cli.ts'
import { bakedImage, runTool, type ToolRequest } from '#test/helpers/bake.ts'
import { type Cloud, connectCloud } from '#test/helpers/cloud.ts'
import { agentThatNeverJoins, type DeployAnswer, deploy, makeClusterProject } from '#test/helpers/deploy.ts'
import { eventually } from '#test/helpers/instances.ts'
import type { TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox } from '#test/helpers/sandbox.ts'
import { connectStackFleets, type StackFleets } from '#test/helpers/stack-fleets.ts'

const stackName = 'shop-dev-cluster'
const group = 'AutoScalingGroup'

/** In this order, as a person would go on from one to the next; each starts from whatever AMI the last one left. */
describe.skipIf(!canRunSandbox)('the cluster', () => {
  let request: ToolRequest
  let cloud: Cloud
  let fleets: StackFleets
  /** Ids of good AMIs. */
  const baked: string[] = []
  let created: DeployAnswer
  let cluster: string
  const projects: TestProject[] = []

  beforeAll(async () => {
    const project = await makeClusterProject()
    projects.push(project)
    request = { sandbox: await startSandbox(), project }
    cloud = connectCloud(request.sandbox)
    fleets = connectStackFleets(request.sandbox)
    baked.push(await bakedImage(request))
    created = await deploy(request, 'cluster')
  })

  afterAll(async () => {
    await request?.sandbox.remove()
    for (const project of projects) await project.remove()
  })

  const fleet = () => fleets.fleet(stackName, group)

  async function deployedImage(): Promise<string> {
    const [, imageId = ''] =
      /ApplicationImageId=(.*)/.exec((await fleets.parameters(stackName)).join('\n')) ?? []
    return imageId
  }

  async function members(): Promise<readonly string[]> {
    return (await cloud.containerInstances(cluster)).map(({ instanceId }) => instanceId).sort()
  }

  test('is created with the newest good AMI, and its instance has joined when that is said', async () => {
    const { exitCode, document, stderr } = created
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 0, outcome: 'created' })
    expect(document).toMatchObject({ amiBefore: null, amiAfter: baked[0], rootCause: null, error: null })
    cluster = document.outputs.ClusterName ?? ''
    const { desired, instances } = await fleet()
    expect({ desired, images: instances.map(({ imageId }) => imageId) }).toEqual({
      desired: 1,
      images: baked,
    })
    expect(await members()).toEqual(instances.map(({ instanceId }) => instanceId))
  })

  test('prints its outputs to a person, and where nothing changes says so', async () => {
    const { exitCode, stdout, stderr } = await runTool(request, 'deploy', 'cluster', '--yes')
    expect(exitCode).toBe(0)
    expect(stdout + stderr).toContain(cluster)
    const again = await deploy(request, 'cluster')
    expect(again.exitCode).toBe(0)
    expect(again.document).toMatchObject({ outcome: 'unchanged', amiBefore: baked[0], amiAfter: baked[0] })
  })

  test('gets its instances replaced when there is a new AMI, which is shown beside the old one', async () => {
    const before = await fleet()
    const old = await deployedImage()
    const fresh = await bakedImage(request, '--force')
    baked.push(fresh)
    const planned = await runTool(request, 'deploy', 'cluster', '--dry-run')
    expect(planned.stdout + planned.stderr).toContain(old)
    expect(planned.stdout + planned.stderr).toContain(fresh)

    const { exitCode, document, stderr } = await deploy(request, 'cluster')
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 0, outcome: 'updated' })
    expect(document).toMatchObject({ amiBefore: old, amiAfter: fresh })
    const after = await fleet()
    expect(after.desired).toBe(before.desired)
    expect(after.instances.map(({ imageId }) => imageId)).toEqual([fresh])
    await eventually(async () =>
      expect(await members()).toEqual(after.instances.map(({ instanceId }) => instanceId)),
    )
  })

  test('stays as it was when the agent of a new AMI never joins, and the instance itself says why', async () => {
    const before = await fleet()
    const old = await deployedImage()
    const project = await makeClusterProject({ script: agentThatNeverJoins, firstRunSeconds: 30 })
    projects.push(project)
    const mute = await bakedImage({ ...request, project })

    const { exitCode, document, stderr } = await deploy(request, 'cluster')
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 1, outcome: 'rolledBack' })
    expect(document).toMatchObject({ amiBefore: old, amiAfter: mute })
    expect(document.rootCause).toMatchObject({
      resource: group,
      instanceId: expect.stringMatching(/^i-/),
      verdict: {
        result: 'failed',
        stage: 'agent',
        reason: expect.stringMatching(/not registered within 30 s/),
      },
    })
    expect(document.rootCause?.log.join('\n')).toContain('Started ecs.service')
    expect(before.instances.map(({ instanceId }) => instanceId)).not.toContain(document.rootCause?.instanceId)

    expect(await fleets.stackStatus(stackName)).toBe('UPDATE_ROLLBACK_COMPLETE')
    expect(await fleet()).toEqual(before)
    expect(await members()).toEqual(before.instances.map(({ instanceId }) => instanceId))
  })

  test('is up to date for aws cloudformation deploy, too, which makes another one by itself', async () => {
    const aws = await awsCli(request.sandbox)
    const { folder } = request.project
    const given = await fleets.parameters(stackName)
    const template = [
      '--template-file',
      join(folder, 'cfn/cluster/template.yml'),
      '--capabilities',
      'CAPABILITY_IAM',
    ]
    const deployBy = (name: string) =>
      aws('cloudformation', 'deploy', '--stack-name', name, ...template, '--parameter-overrides', ...given)
    expect((await deployBy(stackName)).all).toContain(
      `No changes to deploy. Stack ${stackName} is up to date`,
    )
    const another = `by-hand-${randomUUID()}`
    expect((await deployBy(another)).all).toContain(`Successfully created/updated stack - ${another}`)
    expect((await fleets.fleet(another, group)).instances).toHaveLength(1)
  })

  test('keeps the size it was scaled out to: desired 2, scaled to 5, a new AMI, still 5', async () => {
    const sizes = ['DesiredCapacity=2', 'MaxSize=6', 'MaxBatchSize=3']
    const parameters = sizes.flatMap(size => ['--parameter', size])
    const old = await deployedImage()
    const grown = await deploy(request, 'cluster', '--ami', old, ...parameters)
    expect(grown.exitCode, grown.stderr).toBe(0)
    await fleets.resize(stackName, group, 5)
    await eventually(async () => expect(await members()).toHaveLength(5))

    const fresh = baked.find(imageId => imageId !== old) ?? ''
    const { exitCode, document, stderr } = await deploy(request, 'cluster', '--ami', fresh, ...parameters)
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 0, outcome: 'updated' })
    const { desired, instances } = await fleet()
    expect(desired).toBe(5)
    expect(instances.map(({ imageId }) => imageId)).toEqual(Array(5).fill(fresh))
    await eventually(async () => expect(await members()).toHaveLength(5))
  })
})
