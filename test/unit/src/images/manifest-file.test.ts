import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { files } from '#src/host/system.ts'
import { readInventory } from '#src/images/inventory.ts'
import { readManifest } from '#src/images/manifest.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manifest-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(artifact: string, regions: readonly string[]) {
  const file = join(folder, 'manifest.json')
  const builds = [{ packer_run_uuid: 'run', artifact_id: artifact }]
  await writeFile(file, JSON.stringify({ last_run_uuid: 'run', builds }))
  return readManifest(file, regions, files)
}

test('a manifest for the regions of the bake is taken', async () => {
  await expect(read('us-east-1:ami-1', ['us-east-1'])).resolves.toEqual({ 'us-east-1': 'ami-1' })
})

test.each([
  ['another region', 'eu-west-1:ami-1', ['us-east-1']],
  ['one region more', 'eu-west-1:ami-1,us-east-1:ami-2', ['us-east-1']],
  ['one region less', 'us-east-1:ami-1', ['us-east-1', 'eu-west-1']],
])('a manifest for %s is refused with both', async (_, artifact, regions) => {
  const error = {
    code: 'MANIFEST_UNREADABLE',
    message: expect.stringContaining(`the bake is for ${regions.join(', ')}`),
  }
  await expect(read(artifact, regions)).rejects.toMatchObject(error)
})

test('a manifest or an inventory that is not there is told as such', async () => {
  const nowhere = join(folder, 'nowhere.json')
  await expect(readManifest(nowhere, ['us-east-1'], files)).rejects.toMatchObject({
    code: 'MANIFEST_UNREADABLE',
  })
  await expect(readInventory(nowhere, files)).rejects.toMatchObject({ code: 'INVENTORY_UNREADABLE' })
})
