import { describe, expect, test } from 'vitest'
import type { FoundSnapshot } from '#src/aws/ec2-remains.ts'
import type { Image } from '#src/aws/image.ts'
import { contradictions, withoutContradictions } from '#src/images/traits.ts'
import { image } from '#test/helpers/images.ts'

const runId = '20261101-000000-abcd'
const imageId = 'ami-0123456789abcdef0'
const tags = {
  'packer-ecs:image': 'ecs',
  'packer-ecs:state': 'complete',
  'packer-ecs:run': runId,
  'packer-ecs:bake-key': 'ab'.repeat(32),
}
const good = image({
  imageId,
  name: `ecs-${runId}`,
  tags,
  volumes: [{ deviceName: '/dev/xvda', snapshotId: 'snap-1', size: 30, type: 'gp3', encrypted: true }],
})
const made = { snapshotId: 'snap-1', description: `Created by CreateImage(i-1) for ${imageId}`, tags: {} }

/** An account with these snapshots of its own. */
const account = (...snapshots: readonly FoundSnapshot[]) => ({
  snapshots: async (filters: Readonly<Record<string, readonly string[]>>) =>
    snapshots.filter(({ snapshotId }) => filters['snapshot-id']?.includes(snapshotId)),
})

describe('the tags of a good AMI', () => {
  test.each([
    ['of the region in which it was baked', made],
    [
      'that was copied',
      { ...made, description: `Copied for DestinationAmi ${imageId} from SourceAmi ami-9 for x` },
    ],
  ])('agree with those of its AMI %s', async (_, snapshot) => {
    expect([...(await contradictions([good], account(snapshot)))]).toEqual([])
  })

  test.each<[string, Partial<Image>, FoundSnapshot, RegExp]>([
    ['a name without the run id', { name: 'stranger' }, made, /does not contain the run id/],
    ['no run', { tags: { ...tags, 'packer-ecs:run': '' } }, made, /is not a run id/],
    [
      'a run id of another form',
      { name: 'x', tags: { ...tags, 'packer-ecs:run': 'x' } },
      made,
      /is not a run id/,
    ],
    [
      'a bake key of another form',
      { tags: { ...tags, 'packer-ecs:bake-key': 'x' } },
      made,
      /is not a bake key/,
    ],
    [
      'a snapshot of another AMI',
      {},
      { ...made, description: 'Created by CreateImage(i-1) for ami-9' },
      /snap-1/,
    ],
    ['a snapshot of a person', {}, { ...made, description: '' }, /was not created for it by EC2/],
    ['a snapshot of another account', {}, { ...made, snapshotId: 'snap-2' }, /in this account/],
  ])('contradict %s', async (_, replaced, snapshot, why) => {
    const found = await contradictions([{ ...good, ...replaced }], account(snapshot))
    expect(found.get(imageId)).toMatch(why)
  })
})

test('a bake does not see a good AMI that something contradicts, and says so', async () => {
  const forged = { ...good, imageId: 'ami-f' }
  const unfinished = image({ imageId: 'ami-2', tags: { 'packer-ecs:image': 'ecs' } })
  const told: string[] = []
  const left = await withoutContradictions(
    [good, forged, unfinished],
    account(made),
    text => void told.push(text),
  )
  expect(left).toEqual([good, unfinished])
  expect(told).toEqual([expect.stringContaining('ami-f is ignored')])
})
