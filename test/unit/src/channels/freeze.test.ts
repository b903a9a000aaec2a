import { expect, test } from 'vitest'
import { channelName } from '#src/channels/channel-name.ts'
import { currentFreeze, endFreeze, freezeEnd, setFreeze } from '#src/channels/freeze.ts'
import { channelsWorld } from '#test/helpers/channels-world.ts'

const now = new Date('2026-11-21T00:00:00Z')

test('a day ends at its end in UTC', () => {
  expect(freezeEnd('2026-11-21', now)).toBe('2026-11-21T23:59:59.999Z')
  expect(freezeEnd('2026-11-21T18:00+01:00', now)).toBe('2026-11-21T17:00:00.000Z')
})

test.each([
  '2026-11-20',
  '2026-06-31',
  '2027-06-31T10:00Z',
  '2027-02-29',
  'tomorrow',
  '2027-01-01T18:00',
  '31.12.2026',
  '',
])('%j is no end of a freeze', value => {
  expect(() => freezeEnd(value, now)).toThrow(expect.objectContaining({ code: 'OPTION_FORMAT' }))
})

test('a freeze ends by itself, or when it is ended', async () => {
  const world = channelsWorld()
  const context = world.context()
  await setFreeze({ until: '2026-11-21T01:00:00.000Z', reason: 'release' }, context)
  expect(await currentFreeze(context)).toMatchObject({ by: 'alice', reason: 'release' })
  world.world.now += 3_600_000
  expect(await currentFreeze(context)).toBeUndefined()
  await setFreeze({ until: '2026-12-01T00:00:00.000Z', reason: 'again' }, context)
  await endFreeze(context)
  expect(await currentFreeze(context)).toBeUndefined()
})

test.each(['Stable', 'a/b', '', '-x', '../x', 'x'.repeat(41)])('%j is no channel', value => {
  expect(() => channelName('--to', value)).toThrow(expect.objectContaining({ code: 'OPTION_FORMAT' }))
})

test('the clock of S3 decides whether a freeze is in effect, not that of this machine', async () => {
  const world = channelsWorld()
  const context = world.context()
  await setFreeze({ until: '2026-11-21T01:00:00.000Z', reason: 'release' }, context)
  const wrong = { ...context, clock: { ...context.clock, now: () => new Date('2030-01-01') } }
  expect(await currentFreeze(wrong)).toMatchObject({ reason: 'release' })
})
