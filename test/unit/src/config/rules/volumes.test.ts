import { expect, test } from 'vitest'
import { volumesRule } from '#src/config/rules/volumes.ts'
import type { Volume } from '#src/config/settings.ts'
import { imageSettings } from '#test/helpers/settings.ts'

const image = await imageSettings()
const { dataVolume } = image
if (dataVolume === null) throw new Error('the example has no data volume')

/** The setting that is refused, with the problem; empty when nothing is. */
function refused(replaced: Partial<Volume>): string[] {
  const volume = { ...dataVolume, iops: null, throughput: null, ...replaced } as typeof dataVolume
  return volumesRule({ ...image, dataVolume: volume }, 'ecs').map(
    ({ path, problem }) => `${path.at(-1)} ${problem}`,
  )
}

test.each<Partial<Volume>>([
  { type: 'gp2', size: 1 },
  { type: 'gp2', size: 16_384 },
  { type: 'gp3', size: 65_536, iops: 3_000 },
  { type: 'gp3', size: 1, iops: 3_000 },
  { type: 'gp3', size: 8, iops: 4_000 },
  { type: 'gp3', size: 32, iops: 16_000 },
  { type: 'gp3', size: 20, iops: 3_000, throughput: 125 },
  { type: 'gp3', size: 20, throughput: 1_000, iops: 4_000 },
  { type: 'io1', size: 4, iops: 200 },
  { type: 'io2', size: 4, iops: 2_000 },
  { type: 'st1', size: 125 },
])('%o is accepted', volume => {
  expect(refused(volume)).toEqual([])
})

test.each<[Partial<Volume>, string]>([
  [{ type: 'gp2', size: 16_385 }, 'size outside the range of gp2'],
  [{ type: 'gp2', size: 20, iops: 3_000 }, 'iops but gp2 does not support it'],
  [{ type: 'gp2', size: 20, throughput: 125 }, 'throughput but gp2 does not support it'],
  [{ type: 'gp3', size: 20, iops: 2_999 }, 'iops outside the range of gp3'],
  [{ type: 'gp3', size: 40, iops: 16_001 }, 'iops outside the range of gp3'],
  [{ type: 'gp3', size: 1, iops: 3_001 }, 'iops too many for 1 GiB'],
  [{ type: 'gp3', size: 8, iops: 4_001 }, 'iops too many for 8 GiB'],
  [{ type: 'gp3', size: 20, iops: 3_000, throughput: 124 }, 'throughput outside the range of gp3'],
  [{ type: 'gp3', size: 20, iops: 3_000, throughput: 1_001 }, 'throughput outside the range of gp3'],
  [{ type: 'gp3', size: 20, throughput: 1_000, iops: 3_999 }, 'throughput too much for 3999 IOPS'],
  [{ type: 'gp3', size: 20 }, 'iops but gp3 requires it'],
  [{ type: 'io1', size: 20 }, 'iops but io1 requires it'],
  [{ type: 'io1', size: 4, iops: 201 }, 'iops too many for 4 GiB'],
  [{ type: 'io1', size: 60, iops: 3_001 }, 'iops too many for 60 GiB'],
  [{ type: 'io2', size: 3, iops: 100 }, 'size outside the range of io2'],
  [{ type: 'st1', size: 124 }, 'size outside the range of st1'],
])('%o is refused', (volume, expected) => {
  expect(refused(volume)).toEqual([expected])
})

test.each([
  ['gp3', 29, { kind: 'recommended' }, ['rootVolume.size']],
  ['gp3', 30, { kind: 'recommended' }, []],
  ['gp3', 8, { kind: 'ami', imageId: 'ami-1' }, []],
  ['st1', 125, { kind: 'recommended' }, ['rootVolume.type']],
  ['sc1', 125, { kind: 'recommended' }, ['rootVolume.type']],
] as const)('a root volume of %s with %i GiB on %o', (type, size, base, paths) => {
  const rootVolume = {
    ...image.rootVolume,
    type,
    size,
    throughput: null,
    iops: type === 'gp3' ? 3_000 : null,
  }
  const found = volumesRule({ ...image, rootVolume, base, dataVolume: null }, 'ecs')
  expect(found.map(({ path }) => path.join('.'))).toEqual(paths)
})
