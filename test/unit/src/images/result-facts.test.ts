import { expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import type { ImageSettings } from '#src/config/settings.ts'
import { fetchResult, type ResultClients, readResult } from '#src/images/result-facts.ts'
import { image } from '#test/helpers/images.ts'
import { imageSettings } from '#test/helpers/settings.ts'

const volume = { deviceName: '/dev/xvda', snapshotId: 'snap-1', size: 30, type: 'gp3', encrypted: true }
const build = { region: 'us-east-1', buildRegion: 'us-east-1' }

/** What is read of an AMI, and which calls that takes. */
async function read(replaced: Partial<ImageSettings>, where = build, describable = true) {
  const calls: string[] = []
  const call =
    <Answer>(name: string, answer: Answer) =>
    async (...given: readonly unknown[]) => {
      calls.push(`${name} ${JSON.stringify(given[0])}`)
      return answer
    }
  const ec2: Partial<Ec2> = {
    image: async () => image({ volumes: [volume] }),
    snapshots: call('snapshots', [{ snapshotId: 'snap-1', description: '', tags: {} }]),
    launchPermissions: call('launchPermissions', ['111122223333']),
    volumePermissions: call('volumePermissions', ['111122223333']),
  }
  const described = describable ? { arn: 'arn:key', isAwsManaged: false, state: 'Enabled' } : undefined
  const kms = async (region?: string) => ({ key: call(`key in ${region}`, described) })
  const clients = { ec2, kms } as unknown as ResultClients
  const facts = await readResult('ami-1', where, await imageSettings(replaced), clients)
  return { facts, calls }
}

const { rootVolume, shareWith } = await imageSettings()
const keyed = {
  rootVolume: { ...rootVolume, kmsKey: 'alias/images', kmsKeys: { 'eu-west-1': 'mrk-1' } },
  dataVolume: null,
}

test('an image that names no key and shares nothing is only described', async () => {
  expect((await read({ dataVolume: null })).calls).toEqual([])
})

test('an alias is looked up in its region, and compared with the snapshots', async () => {
  const { facts, calls } = await read(keyed)
  expect(calls).toEqual(['snapshots {"snapshot-id":["snap-1"]}', 'key in us-east-1 "alias/images"'])
  expect(facts.keys).toEqual(new Map([['alias/images', 'arn:key']]))
})

test('a copy has the key of its region', async () => {
  const { facts, calls } = await read(keyed, { ...build, region: 'eu-west-1' })
  expect(calls).toEqual(['snapshots {"snapshot-id":["snap-1"]}'])
  expect(facts.keys).toEqual(new Map([['mrk-1', 'mrk-1']]))
})

test('an alias that the bake may not describe has no key', async () => {
  expect((await read(keyed, build, false)).facts.keys).toEqual(new Map())
})

test('the permissions are read of what is shared', async () => {
  const shared = { ...shareWith, accounts: ['111122223333'] }
  expect((await read({ shareWith: shared })).calls).toEqual(['launchPermissions "ami-1"'])
  const { facts } = await read({ shareWith: { ...shared, snapshots: true } })
  expect(facts.launchPermissions).toEqual(['111122223333'])
  expect(facts.volumePermissions).toEqual(new Map([['snap-1', ['111122223333']]]))
})

test('an AMI that EC2 does not have is an error', async () => {
  const missing = fetchResult('ami-1', { image: async () => undefined })
  await expect(missing).rejects.toMatchObject({ code: 'RESULT_WRONG' })
})
