import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { Image } from '#src/aws/image.ts'
import { files } from '#src/host/system.ts'
import type { BakeRequest } from '#src/images/bake/request.ts'
import { resultStep } from '#src/images/bake/result-step.ts'
import type { ImagesContext } from '#src/images/context.ts'
import { planBake } from '#src/images/plan.ts'
import { base, image, now, recipe } from '#test/helpers/images.ts'
import { imageSettings } from '#test/helpers/settings.ts'

let runFolder: string

beforeEach(async () => {
  runFolder = await mkdtemp(join(tmpdir(), 'finish-'))
})
afterEach(() => rm(runFolder, { recursive: true, force: true }))

/** What the finish writes to EC2, in order, when Packer left the AMI with that IMDS support. */
async function writesFor(imdsSupport: string, lost?: readonly object[]): Promise<string[]> {
  const settings = await imageSettings({ dataVolume: null })
  const plan = planBake({
    projectName: 'shop',
    image: 'ecs',
    settings,
    base,
    recipe: recipe(),
    ownImages: [],
    recordOf: () => undefined,
    runId: '20261121-120000-abcd',
    now,
    toolVersion: '1',
    commit: null,
    force: false,
  })
  const root = { deviceName: '/dev/xvda', snapshotId: 'snap-1', size: 30, type: 'gp3', encrypted: true }
  let made: Image = image({ name: plan.amiName, tags: plan.tags, volumes: [root], imdsSupport })
  const writes: string[] = []
  const ec2: Partial<Ec2> = {
    image: async () => made,
    requireImdsV2: async () => {
      writes.push('IMDSv2')
      made = { ...made, imdsSupport: 'v2.0' }
    },
    tag: async (ids, tags) =>
      void writes.push(`${ids.length} tagged, ${tags['packer-ecs:state'] ?? 'no state'}`),
  }
  const builds = [{ packer_run_uuid: 'run', artifact_id: `us-east-1:${made.imageId}` }]
  await writeFile(join(runFolder, 'manifest.json'), JSON.stringify({ last_run_uuid: 'run', builds }))
  const versions = { kernel: '6.1', agentVersion: '1', dockerVersion: '25', release: '2023' }
  await writeFile(
    join(runFolder, 'inventory.json'),
    JSON.stringify({ schemaVersion: 1, ...versions, packages: [], lost }),
  )
  const context = {
    region: 'us-east-1',
    clients: { ec2: async () => ec2 as Ec2 },
    fileSystem: files,
    stateOf: async () => undefined,
    emit: (event: { text: string }) => void writes.push(event.text),
  } as unknown as ImagesContext
  await resultStep.run({ request: { settings, runFolder } as unknown as BakeRequest, plan, context })
  return writes
}

test('AMI and snapshot get what is known of them, and the mark of a good AMI last', async () => {
  expect(await writesFor('v2.0')).toEqual(['2 tagged, no state', '2 tagged, complete'])
})

test('an AMI that would let instances start with IMDSv1 is made to demand IMDSv2 first', async () => {
  expect(await writesFor('')).toEqual(['IMDSv2', '2 tagged, no state', '2 tagged, complete'])
})

test('what scripts left and instances do not have is reported', async () => {
  const lost = [{ what: 'what your scripts wrote to /etc/ecs/ecs.config', hint: 'Use "agent".' }]
  const [notice] = await writesFor('v2.0', lost)
  expect(notice).toBe(
    'instances of the AMI do not have what your scripts wrote to /etc/ecs/ecs.config. Use "agent".',
  )
})
