import { expect, test } from 'vitest'
import { run } from '#src/commands/promote/run.ts'
import { run as reject } from '#src/commands/reject/run.ts'
import { run as rollBack } from '#src/commands/rollback/run.ts'

const connect = () => Promise.reject(new Error('AWS was called'))

function invocation(words: object, options: object) {
  const project = async () => ({ name: 'shop', file: 'packer-ecs.yaml', images: { ecs: {} }, stacks: {} })
  return { arguments: words, options, project, connect, note: () => undefined } as never
}

const promote = (ami: string, options = {}) => run(invocation({ ami }, { to: 'stable', ...options }))

test.each(['gpu', 'e*', 'ecs?', 'ami-XYZ'])('promote %s: only images of the configuration', async name => {
  await expect(promote(name)).rejects.toMatchObject({ code: 'IMAGE_UNKNOWN' })
})

test.each([
  ['promote', () => promote('ecs', { reason: 'two\nlines' })],
  ['promote --force', () => promote('ecs', { force: true, reason: '' })],
  ['reject', () => reject(invocation({ ami: 'ami-0123456789abcdef0' }, { reason: '' }))],
  ['rollback --channel', () => rollBack(invocation({ name: 'ecs' }, { channel: 'stable', reason: '' }))],
  ['rollback of a stack', () => rollBack(invocation({ name: 'fleet' }, { reason: ' ' }))],
])('%s refuses a reason that the state cannot store before it calls AWS', async (_, command) => {
  await expect(command()).rejects.toMatchObject({ code: 'OPTION_FORMAT', exitStatus: 2 })
})

test('without a channel, nothing is read or asked', async () => {
  await expect(run(invocation({ ami: 'ecs' }, {}))).rejects.toMatchObject({
    code: 'CHANNEL_NOT_GIVEN',
    exitStatus: 2,
  })
})
