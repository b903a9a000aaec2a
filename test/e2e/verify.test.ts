import { AutoScalingClient, DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling'
import { DescribeImagesCommand, DescribeLaunchTemplatesCommand, EC2Client } from '@aws-sdk/client-ec2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type VerifyDocument, verifyDocument } from '#src/verify/document.ts'
import { bakedImage, runTool, startTool, type ToolRequest } from '#test/helpers/bake.ts'
import { faultyAmi } from '#test/helpers/faulty-ami.ts'
import { makeProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox } from '#test/helpers/sandbox.ts'

const everyCheck = [
  'boot',
  'agent',
  'imds',
  'tags',
  'logs',
  'volumes',
  'inside',
  'own:recipe',
  'task',
  'reboot',
  'rejoin',
]

describe.skipIf(!canRunSandbox)('verify', () => {
  let request: ToolRequest
  let imageId: string

  beforeAll(async () => {
    const own = { 'checks/recipe.sh': '#!/bin/bash\ntest -e /etc/packer-ecs/defaults.json\n' }
    const project = await makeProject({ checks: ['checks/recipe.sh'] }, own)
    request = { sandbox: await startSandbox(), project }
    imageId = await bakedImage(request)
  })
  afterAll(async () => {
    await request?.project.remove()
    await request?.sandbox.remove()
  })

  async function verify(...argv: readonly string[]) {
    const { exitCode, stdout, stderr } = await runTool(request, 'verify', '--json', '--yes', ...argv)
    return { exitCode, stderr, document: verifyDocument.parse(JSON.parse(stdout)) as VerifyDocument }
  }

  /** The instances of the group, its launch template, and the launch templates of verifications. */
  async function remains() {
    const { AutoScalingGroups = [] } = await new AutoScalingClient(request.sandbox.clientOptions).send(
      new DescribeAutoScalingGroupsCommand({}),
    )
    const { LaunchTemplates = [] } = await new EC2Client(request.sandbox.clientOptions).send(
      new DescribeLaunchTemplatesCommand({}),
    )
    const names = LaunchTemplates.map(({ LaunchTemplateName = '' }) => LaunchTemplateName)
    return {
      instances: AutoScalingGroups.flatMap(({ Instances = [] }) => Instances).length,
      desired: AutoScalingGroups.map(({ DesiredCapacity = 0 }) => DesiredCapacity),
      templates: names.filter(name => name.startsWith('packer-ecs-verify-2')),
    }
  }

  async function verdict(id: string): Promise<string | undefined> {
    const ec2 = new EC2Client(request.sandbox.clientOptions)
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [id] }))
    return Images[0]?.Tags?.find(({ Key }) => Key === 'packer-ecs:verdict')?.Value
  }

  test('a good AMI passes every check; the first verification deploys what it needs', async () => {
    const { exitCode, document, stderr } = await verify('ecs')
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 0, outcome: 'verified' })
    expect(document.checks.map(({ name, ok }) => `${name} ${ok}`)).toEqual(
      everyCheck.map(name => `${name} true`),
    )
    expect(document.imageId).toBe(imageId)
    expect(await verdict(imageId)).toBe('verified')
    expect(await remains()).toEqual({ instances: 0, desired: [0], templates: [] })
  })

  test('an AMI whose agent never joins fails exactly that check', async () => {
    const mute = await faultyAmi(request.sandbox, imageId, {
      script: `
        mkdir -p /etc/systemd/system/ecs.service.d
        printf '[Service]\\nExecStart=\\nExecStart=/bin/sh -c "exit 5"\\n' >/etc/systemd/system/ecs.service.d/mute.conf`,
    })
    const { exitCode, document, stderr } = await verify(mute)
    expect({ exitCode, outcome: document.outcome }, stderr).toEqual({ exitCode: 1, outcome: 'failed' })
    expect(document.checks.filter(({ ok }) => !ok)).toMatchObject([
      {
        name: 'agent',
        detail: expect.stringMatching(/^agent: the ECS agent is not running: ecs.service is failed/),
      },
    ])
    expect(await verdict(mute)).toBe('failed')
    expect(await remains()).toEqual({ instances: 0, desired: [0], templates: [] })
  })

  test('an AMI that failed is not good: the newest good one is the other', async () => {
    const { stdout } = await runTool(request, 'images', '--json')
    const { images } = JSON.parse(stdout) as { images: { imageId: string; state: string }[] }
    expect(images.map(({ state }) => state).toSorted()).toEqual(['failed', 'good'])
    expect(images.find(({ state }) => state === 'good')?.imageId).toBe(imageId)
  })

  test('a verification that was killed is listed by clean, and the next one waits for its lock', async () => {
    const running = startTool(request, 'verify', imageId, '--yes')
    const booted = new Promise<void>(resolve => {
      running.stderr?.on('data', data => (/boot +✔/.test(String(data)) ? resolve() : undefined))
    })
    await Promise.race([booted, running])
    running.kill('SIGKILL')
    await running
    expect((await remains()).desired).toEqual([1])
    const { stdout } = await runTool(request, 'clean', '--json', '--yes')
    expect(JSON.parse(stdout).kept).toMatchObject([{ type: 'auto-scaling-group', region: 'us-east-1' }])
    // When the lock has expired, the next verification ends the instance; AWS ends it after 20 minutes.
    const { document } = await verify(imageId)
    expect(document.error?.code).toBe('STATE_LOCKED')
  })
})
