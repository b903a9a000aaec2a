import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeleteTagsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import type { BakesDocument } from '#src/images/bakes-document.ts'
import type { ListedImage } from '#src/images/list.ts'
import { runTool, type ToolRequest } from '#test/helpers/bake.ts'
import { connectCloud } from '#test/helpers/cloud.ts'
import { orderFault } from '#test/helpers/fault.ts'
import { eventually, launch } from '#test/helpers/instances.ts'
import { pasteHints } from '#test/helpers/pasted-hints.ts'
import { makeProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { deployed, smallTemplate } from '#test/helpers/small-stack.ts'

/** Own keys in both regions; the result check compares every snapshot with them. */
const keyed = { kmsKey: 'alias/images', kmsKeys: { 'us-west-2': 'alias/images' } }

async function createKey({ clientOptions }: TestSandbox, region: string): Promise<void> {
  const kms = new KMSClient({ ...clientOptions, region })
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/images', TargetKeyId: KeyMetadata?.KeyId }))
}

describe.skipIf(!canRunSandbox)('several images at once', () => {
  let request: ToolRequest

  beforeAll(async () => {
    const project = await makeProject({}, { 'fails.sh': '#!/bin/bash\necho on purpose\nexit 3\n' })
    const images = {
      web: { base: 'al2023', dataVolume: 'none', spot: { instanceTypes: ['t3.medium', 't3a.medium'] } },
      batch: {
        base: 'al2023',
        timezone: 'Europe/Vienna',
        rootVolume: keyed,
        dataVolume: { ...keyed, iops: 4000, throughput: 250, docker: 'all' },
        volumes: [
          { ...keyed, mountPoint: '/var/cache/app', size: 10, type: 'io2', iops: 500 },
          { ...keyed, mountPoint: '/srv/scratch', size: 5, fileSystem: 'ext4' },
        ],
        docker: { 'userns-remap': 'default' },
        copyTo: ['us-west-2'],
        shareWith: { accounts: ['111122223333'], snapshots: true },
        network: { instanceProfile: 'builder' },
        amiTimeoutMinutes: 10,
      },
      broken: { base: 'al2023', scripts: [{ path: 'fails.sh' }] },
    }
    await writeFile(join(project.folder, 'packer-ecs.yaml'), stringify({ images }))
    request = { sandbox: await startSandbox(), project }
    await connectCloud(request.sandbox).createInstanceProfile('builder')
    await Promise.all(['us-east-1', 'us-west-2'].map(region => createKey(request.sandbox, region)))
  })

  afterAll(async () => {
    await request?.sandbox.remove()
    await request?.project.remove()
  })

  test('one that fails lets the others end; the outcome is the worst, in one document', async () => {
    const { exitCode, stdout, stderr } = await runTool(
      request,
      'bake',
      '--all',
      '--force',
      '--json',
      '--events',
      'events',
    )
    const { outcome, runs } = JSON.parse(stdout) as BakesDocument
    expect({ exitCode, outcome }, stderr).toEqual({ exitCode: 1, outcome: 'failed' })
    expect(runs.map(run => [run.image, run.outcome, run.error?.code ?? null])).toEqual([
      ['web', 'baked', null],
      ['batch', 'baked', null],
      ['broken', 'failed', 'SCRIPT_FAILED'],
    ])
    expect(stderr).toMatch(/^\d\d:\d\d:\d\d web: build .* storage\.sh$/m)
    expect(stderr).toMatch(/^\d\d:\d\d:\d\d broken: +│ on purpose$/m)
    const [first, second] = runs.map(({ startedAt, durationSeconds }) => ({
      start: Date.parse(startedAt),
      end: Date.parse(startedAt) + durationSeconds * 1000,
    }))
    expect(second?.start, 'both run at the same time').toBeLessThan(first?.end ?? 0)
  })

  test('the build instance has the configured profile, and Packer the configured patience', async () => {
    const calls = await request.sandbox.calls()
    const launches = calls.filter(({ action }) => action === 'RunInstances')
    const profiles = launches.map(({ parameters }) => parameters['IamInstanceProfile.Name'])
    expect(profiles.filter(name => name === 'builder')).toHaveLength(1)
    const runs = join(request.project.folder, '.packer-ecs/runs')
    const variables = await Promise.all(
      (await readdir(runs)).map(run => readFile(join(runs, run, 'image.pkrvars.json'), 'utf8')),
    )
    expect(variables.map(text => JSON.parse(text).poll_attempts).toSorted()).toEqual([600, 7200, 7200])
  })

  test('a spot instance is launched by a fleet of one, from a launch template that is deleted again', async () => {
    const calls = await request.sandbox.calls()
    const count = (action: string) => calls.filter(call => call.action === action).length
    expect(['CreateLaunchTemplate', 'CreateFleet', 'DeleteLaunchTemplate'].map(count)).toEqual([1, 1, 1])
  })

  test.each([
    ['MaxSpotInstanceCountExceeded', 'SPOT_REFUSED', 'Max spot instance count exceeded'],
    [
      'InsufficientInstanceCapacity',
      'INSTANCE_TYPE_NOT_AVAILABLE',
      'a spot instance (t3.medium, t3a.medium)',
    ],
  ])('a spot instance that EC2 refuses, %s, is %s, and nothing is left', async (fault, code, message) => {
    await orderFault(request.sandbox, 'CreateFleet', '--error', fault)
    const { exitCode, stdout } = await runTool(request, 'bake', 'web', '--force', '--json')
    expect(exitCode).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      leftovers: [],
      error: { code, message: expect.stringContaining(message) },
    })
  })

  test('a spot instance that EC2 reclaims ends the bake at once, and nothing is left', async () => {
    await orderFault(
      request.sandbox,
      'ec2:InterruptSpotInstance',
      '--error',
      'Server.SpotInstanceTermination',
    )
    const { exitCode, stdout, stderr } = await runTool(request, 'bake', 'web', '--force', '--json')
    expect(exitCode, stderr).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({
      leftovers: [],
      error: {
        code: 'SPOT_INTERRUPTED',
        message: expect.stringContaining('EC2 reclaimed the spot instance i-'),
      },
    })
  })

  test('for a person, standard output has a line for each; named in another order', async () => {
    const { exitCode, stdout, stderr } = await runTool(request, 'bake', 'batch', 'web')
    expect(exitCode, stderr).toBe(0)
    expect(stdout).toMatch(/^batch ami-[0-9a-f]+\nweb ami-[0-9a-f]+$/)
  })

  test('all of Docker can be on the data volume, also with user namespaces, and further volumes are mounted', async () => {
    const { stdout } = await runTool(request, 'bake', 'batch')
    const instance = await launch(connectCloud(request.sandbox), {
      imageId: /ami-\w+/.exec(stdout)?.[0] ?? '',
      devices: [{ DeviceName: '/dev/xvdba', Ebs: { VolumeSize: 20 } }],
    })
    const on = (command: string) => request.sandbox.inMachine(instance, command)
    await eventually(() => on('systemctl is-active docker'))
    const further = 'findmnt --noheadings --raw --output LABEL,FSTYPE --mountpoint'
    expect(await on(`${further} /var/cache/app`)).toBe('xvdba xfs')
    expect(await on(`${further} /srv/scratch`)).toBe('xvdbb ext4')
    const gibibytes = Number(await on('df --output=size --block-size=1G /var/cache/app | tail -n 1'))
    expect(gibibytes, 'grown to its size at launch').toBeGreaterThan(15)
    const folder = await on('docker volume inspect --format {{.Mountpoint}} $(docker volume create)')
    expect(folder).toMatch(/^\/var\/lib\/docker\/\d+\.\d+\/volumes\//)
    expect(await on(`findmnt --noheadings --output LABEL --target ${folder}`)).toBe('docker')
  })

  test('another project with an image of the same name uses, skips and lists none of them', async () => {
    const template = `${smallTemplate}
  Ami: {Value: !Ref Image}
`.replace('Parameters:', 'Parameters:\n  Image: {Type: "AWS::EC2::Image::Id"}')
    const stacks = { fleet: { name: '{project}-{stack}', template: 'stack.yml', amis: { Image: 'web' } } }
    const others = { project: 'billing', stacks }
    const project = await makeProject({ dataVolume: 'none' }, { 'stack.yml': template }, 'web', others)
    onTestFinished(project.remove)
    const other = { ...request, project }
    const planOf = async (tool: ToolRequest) => (await runTool(tool, 'bake', 'web', '--dry-run')).stderr
    const listed = async (tool: ToolRequest) =>
      JSON.parse((await runTool(tool, 'images', '--json')).stdout).images as ListedImage[]

    const [web] = (await listed(request)).filter(({ image }) => image === 'web')
    expect(await planOf(request)).toContain(`${web?.imageId} is identical: nothing to do`)
    expect(await planOf(other)).toContain('first AMI of this image')
    expect(await listed(other)).toEqual([])
    const { error } = (await deployed(other)).document
    expect(error).toMatchObject({
      code: 'NO_AMI',
      message: expect.stringContaining('(1 of other projects)'),
    })
    expect(await pasteHints(other, error?.hint ?? '')).toEqual(['bake'])

    // What a version without projects left.
    const ec2 = new EC2Client(request.sandbox.clientOptions)
    const tag = { Key: 'packer-ecs:project' }
    await ec2.send(new DeleteTagsCommand({ Resources: [web?.imageId ?? ''], Tags: [tag] }))
    expect(await planOf(request)).toContain(`${web?.imageId} (before projects) is identical: nothing to do`)
    const { document, stderr } = await deployed(other)
    expect(document, stderr).toMatchObject({ outcome: 'created', outputs: { Ami: web?.imageId } })
    expect(stderr).toMatch(/is from before projects\. Check that it is yours: .* project billing/)
    expect(stderr).toMatch(/origin +before projects/)
    expect((await listed(other)).map(({ imageId, project }) => [imageId, project])).toEqual([
      [web?.imageId, 'billing'],
    ])
    expect(await planOf(request)).toContain('first AMI of this image')
  })

  test('what is wrong for all of them is told once, and nothing is started', async () => {
    const { exitCode, stdout, stderr } = await runTool(request, 'bake', 'web', 'wbe', '--json')
    expect(exitCode).toBe(2)
    expect(JSON.parse(stdout)).toMatchObject({ runs: [{ image: null, error: { code: 'IMAGE_UNKNOWN' } }] })
    expect(stderr.match(/IMAGE_UNKNOWN/g)).toHaveLength(1)
  })
})
