import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bake, runTool, startTool, type ToolRequest } from '#test/helpers/bake.ts'
import { orderFault } from '#test/helpers/fault.ts'
import { eventually } from '#test/helpers/instances.ts'
import { makeProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox } from '#test/helpers/sandbox.ts'
import { deployed, running } from '#test/helpers/small-stack.ts'

const template = `
Parameters:
  ImageId: {Type: AWS::EC2::Image::Id}
  Retention: {Type: Number, Default: 7}
Resources:
  Launch:
    Type: AWS::EC2::LaunchTemplate
    Properties: {LaunchTemplateData: {ImageId: !Ref ImageId, InstanceType: t3.micro}}
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: !Ref Retention}
`

/** One story, in the order of its tests: a bad AMI reaches a stack, is rolled back, and stays out. */
describe.skipIf(!canRunSandbox)('a channel', () => {
  let request: ToolRequest
  let good = ''
  let bad = ''

  beforeAll(async () => {
    const stacks = {
      fleet: {
        name: '{project}-{stack}',
        template: 'stack.yml',
        amis: { ImageId: 'ecs' },
        channel: 'stable',
      },
    }
    const [sandbox, project] = await Promise.all([
      startSandbox(),
      makeProject({ dataVolume: 'none' }, { 'stack.yml': template }, 'ecs', { stacks }),
    ])
    request = { sandbox, project }
    good = await bakedAmi()
    bad = await bakedAmi('--force')
  })
  afterAll(async () => {
    await request?.sandbox.remove()
    await request?.project.remove()
  })

  async function bakedAmi(...argv: readonly string[]): Promise<string> {
    const { document, stderr } = await bake(request, ...argv)
    expect(document.amis, stderr).toHaveLength(1)
    return document.amis[0]?.imageId ?? ''
  }

  /** The document of a command with --json --yes. */
  async function told(...argv: readonly string[]) {
    const { stdout, stderr } = await runTool(request, ...argv, '--json', '--yes')
    const document = JSON.parse(stdout)
    return { ...document, stderr, code: document.error?.code }
  }

  const promoted = (ami: string) =>
    told('promote', ami, '--to', 'stable', '--force', '--reason', 'tested by hand')

  test('does not take an AMI that is not verified, unless the user says why', async () => {
    expect(await told('promote', good, '--to', 'stable')).toMatchObject({ code: 'AMI_NOT_VERIFIED' })
    expect(await promoted(good)).toMatchObject({
      outcome: 'promoted',
      targets: [{ imageId: good, before: null, version: 1 }],
    })
  })

  test('is what the stack receives, although there is a newer AMI', async () => {
    const { document, stderr } = await deployed(request)
    expect(document, stderr).toMatchObject({ outcome: 'created', amiAfter: good })
    expect(stderr).toContain('not verified')
  })

  test('is moved to the newer AMI, which the next deploy uses', async () => {
    expect(await promoted('ecs')).toMatchObject({ targets: [{ imageId: bad, before: good, version: 2 }] })
    const { document } = await deployed(request)
    expect(document).toMatchObject({ outcome: 'updated', amiBefore: good, amiAfter: bad })
  })

  test('the stack goes back to the AMI that ran before, and the one it leaves is rejected', async () => {
    const rolledBack = await told('rollback', 'fleet')
    expect(rolledBack, rolledBack.stderr).toMatchObject({
      outcome: 'rolledBack',
      rejected: [bad],
      amiAfter: good,
    })
  })

  test('the rejected AMI stays out of the next bake, deploy and promotion', async () => {
    const again = await bake(request)
    expect(again.document).toMatchObject({ outcome: 'unchanged', amis: [{ imageId: good }] })
    const refused = await deployed(request, '--parameter', 'Retention=14')
    expect(refused.document.error?.code).toBe('AMI_REJECTED')
    expect(await promoted(bad)).toMatchObject({ code: 'AMI_REJECTED' })
    const images = await told('images')
    expect(images.images).toMatchObject([
      { imageId: bad, state: 'rejected' },
      { imageId: good, state: 'good' },
    ])
  })

  test('a deploy of parameters only keeps the AMI', async () => {
    const { document } = await deployed(request, '--keep-ami', '--parameter', 'Retention=14')
    expect(document).toMatchObject({ outcome: 'updated', amiAfter: good })
  })

  test('goes back without a bake, and deploys work again', async () => {
    expect(await told('rollback', 'ecs', '--channel', 'stable')).toMatchObject({
      outcome: 'rolledBack',
      targets: [{ imageId: good, before: bad, version: 3 }],
    })
    const { document } = await deployed(request, '--parameter', 'Retention=14')
    expect(document).toMatchObject({ outcome: 'unchanged', amiAfter: good })
    const { images } = await told('channels')
    expect(images).toMatchObject([{ channels: { stable: { imageId: good, stacks: ['fleet'] } } }])
  })

  test('an update in progress is canceled by a rollback', async () => {
    const update = await orderFault(request.sandbox, 'PutRetentionPolicy', '--hold')
    const deploy = running(request, 'deploy', '--parameter', 'Retention=30')
    await deploy.said(/UPDATE_IN_PROGRESS Logs/)
    const rollback = startTool(request, 'rollback', 'fleet', '--json', '--yes')
    await eventually(async () => {
      const calls = await request.sandbox.calls()
      expect(calls.map(({ action }) => action)).toContain('CancelUpdateStack')
    })
    await update.off()
    const { stdout, stderr } = await rollback
    expect(JSON.parse(stdout), stderr).toMatchObject({ outcome: 'rolledBack', rejected: [] })
    expect((await deploy.end()).document.outcome).toBe('rolledBack')
    const { document } = await deployed(request, '--parameter', 'Retention=14')
    expect(document.outcome).toBe('unchanged')
  })

  test('the history of the image tells the story', async () => {
    const { entries } = await told('history', 'ecs')
    const story = (entries as { what: string; imageId: string }[])
      .filter(({ what }) => what !== 'baked')
      .map(({ what, imageId }) => [what, imageId])
    expect(story).toEqual([
      ['rolledBack', good],
      ['rejected', bad],
      ['promoted', bad],
      ['promoted', good],
    ])
  })
})
