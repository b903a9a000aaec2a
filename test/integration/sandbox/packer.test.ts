import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeInstancesCommand, EC2Client, RunInstancesCommand } from '@aws-sdk/client-ec2'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const recording = join(import.meta.dirname, '../../fixtures/recordings/packer-1.6.6/success/template.pkr.hcl')

describe.skipIf(!canRunSandbox)('a raw packer build', () => {
  let sandbox: TestSandbox
  let folder: string

  beforeAll(async () => {
    sandbox = await startSandbox()
    folder = await mkdtemp(join(tmpdir(), 'packer-'))
  })
  afterAll(async () => {
    await sandbox.remove()
    await rm(folder, { recursive: true, force: true })
  })

  test('ends with an AMI that boots what the build left', async () => {
    const template = (await readFile(recording, 'utf8')).replace(
      '"id",',
      '"echo built | sudo tee /etc/built",',
    )
    await writeFile(join(folder, 'template.pkr.hcl'), template)
    await execa('packer', ['build', 'template.pkr.hcl'], {
      cwd: folder,
      env: { ...sandbox.environment, CHECKPOINT_DISABLE: '1' },
      extendEnv: false,
    })
    const { builds } = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))
    const [, imageId] = builds[0].artifact_id.split(':')

    const ec2 = new EC2Client(sandbox.clientOptions)
    const { Instances } = await ec2.send(
      new RunInstancesCommand({ ImageId: imageId, MinCount: 1, MaxCount: 1 }),
    )
    const instanceId = Instances?.[0]?.InstanceId ?? ''
    await vi.waitFor(
      async () => expect(await sandbox.inMachine(instanceId, 'cat /etc/built')).toBe('built'),
      { timeout: 120_000, interval: 200 },
    )
  })

  test('leaves neither instance nor key pair nor security group behind', async () => {
    const actions = (await sandbox.calls()).map(({ action }) => action)
    expect(actions).toEqual(
      expect.arrayContaining(['TerminateInstances', 'DeleteKeyPair', 'DeleteSecurityGroup']),
    )
    const { Reservations = [] } = await new EC2Client(sandbox.clientOptions).send(
      new DescribeInstancesCommand({ Filters: [{ Name: 'tag:Name', Values: ['Packer Builder'] }] }),
    )
    const states = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ State }) => State?.Name))
    expect(states).toEqual(['terminated'])
  })
})
