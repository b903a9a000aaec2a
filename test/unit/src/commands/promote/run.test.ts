import { expect, test } from 'vitest'
import { run } from '#src/commands/promote/run.ts'

test('without a channel, nothing is read or asked', async () => {
  const invocation = { arguments: { ami: 'ecs' }, options: {} } as never
  await expect(run(invocation)).rejects.toMatchObject({ code: 'CHANNEL_NOT_GIVEN', exitStatus: 2 })
})
