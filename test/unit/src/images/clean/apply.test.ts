import { describe, expect, test } from 'vitest'
import { applyClean } from '#src/images/clean/apply.ts'
import type { Removal } from '#src/images/clean/plan.ts'
import { everywhere } from '#src/images/clean/profiles.ts'
import { type FakeRegion, fakeInstance, fakeRegion, fastClock } from '#test/helpers/fake-region.ts'

const removal = (type: Removal['type'], id: string, region = 'us-east-1'): Removal => {
  return { runId: 'run', region, type, id, proof: 'tag' }
}

function apply(removals: readonly Removal[], region: FakeRegion) {
  const told: string[] = []
  const context = {
    clients: { ec2: async () => region.ec2, iam: async () => region.iam },
    clock: fastClock(),
    onRemoved: ({ id }: Removal) => void told.push(id),
  }
  return applyClean(removals, context).then(applied => ({ ...applied, told }))
}

describe('what is removed goes', () => {
  test('in an order in which nothing is used by what comes later', async () => {
    const region = fakeRegion({ instances: [fakeInstance('i-1')] })
    const { told } = await apply(
      [
        removal('instance-profile', 'packer-1', everywhere),
        removal('snapshot', 'snap-1'),
        removal('image', 'ami-1'),
        removal('security-group', 'sg-1'),
        removal('instance', 'i-1'),
      ],
      region,
    )
    expect(region.removed[0]).toBe('instance i-1')
    expect(region.removed.slice(1, 3).toSorted()).toEqual(['image ami-1', 'security-group sg-1'])
    expect(region.removed.slice(3)).toEqual(['snapshot snap-1', 'instance-profile packer-1'])
    expect(told).toHaveLength(5)
  })

  test('as soon as nothing uses it any more', async () => {
    let answers = 3
    const region = fakeRegion({}, () => (answers-- > 0 ? 'in-use' : undefined))
    const { removed, failed } = await apply([removal('security-group', 'sg-1')], region)
    expect(removed).toMatchObject([{ id: 'sg-1' }])
    expect(failed).toEqual([])
  })
})

test('what stays in use is given up after five minutes, and said', async () => {
  const region = fakeRegion({}, (_, id) => (id === 'sg-1' ? 'in-use' : undefined))
  const { removed, failed } = await apply(
    [removal('security-group', 'sg-1'), removal('snapshot', 'snap-1')],
    region,
  )
  expect(failed).toMatchObject([
    { id: 'sg-1', why: expect.stringContaining('security-group sg-1 is still in use after 300 seconds') },
  ])
  expect(removed).toMatchObject([{ id: 'snap-1' }])
})

test('what may not be removed does not stop the rest', async () => {
  const region = fakeRegion({}, type => (type === 'key-pair' ? new Error('not allowed') : undefined))
  const { removed, failed } = await apply([removal('key-pair', 'k'), removal('image', 'ami-1')], region)
  expect(failed).toMatchObject([{ id: 'k', why: expect.stringContaining('not allowed') }])
  expect(removed).toMatchObject([{ id: 'ami-1' }])
})

test('an instance has gone only when it has ended', async () => {
  const region = fakeRegion({ instances: [fakeInstance('i-1')] })
  const states = ['shutting-down', 'shutting-down', 'terminated']
  const ec2 = {
    ...region.ec2,
    instances: async () => [fakeInstance('i-1', { state: states.shift() ?? 'terminated' })],
  }
  const { removed } = await apply([removal('instance', 'i-1')], { ...region, ec2 })
  expect(removed).toMatchObject([{ id: 'i-1' }])
  expect(states).toEqual([])
})
