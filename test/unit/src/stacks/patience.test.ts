import { expect, test } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import { patiently } from '#src/stacks/patience.ts'

const throttled = () =>
  new ToolError('AWS_CALL_FAILED', 'throttled', {
    hint: '',
    cause: Object.assign(new Error('Rate exceeded'), { name: 'Throttling' }),
  })

/** Fails so often with that error; counts time by what is slept. */
function world(
  failures: number,
  error: () => Error,
  settings: Partial<Parameters<typeof patiently>[1]> = {},
) {
  let milliseconds = 0
  let left = failures
  const told: string[] = []
  const clock = {
    now: () => new Date(milliseconds),
    sleep: async (time: number) => {
      milliseconds += time
    },
  }
  const call = async () => {
    left -= 1
    if (left >= 0) throw error()
    return 'done'
  }
  const tell = (text: string) => void told.push(text)
  const run = () => patiently(call, { seconds: 120, outlivesSession: false, clock, tell, ...settings })
  return { run, told, slept: () => milliseconds / 1000 }
}

test('a minute of throttling is outlived, and told once', async () => {
  const { run, told, slept } = world(16, throttled)
  expect(await run()).toBe('done')
  expect(slept()).toBeGreaterThan(50)
  expect(told).toEqual(['throttled; trying again'])
})

test('what goes on for too long is an error', async () => {
  const { run, slept } = world(1000, throttled)
  await expect(run()).rejects.toThrow('throttled')
  expect(slept()).toBeLessThan(130)
})

test('what does not pass is not tried again', async () => {
  const { run, slept } = world(1, () => new ToolError('ACCESS_DENIED', 'denied', { hint: '' }))
  await expect(run()).rejects.toThrow('denied')
  expect(slept()).toBe(0)
})

test('the end of a session is outlived where somebody may sign in again', async () => {
  const ended = () => new ToolError('CREDENTIALS_EXPIRED', 'ended', { hint: '' })
  await expect(world(1, ended).run()).rejects.toThrow('ended')
  expect(await world(1, ended, { outlivesSession: true }).run()).toBe('done')
})

test('the time limit includes its end', async () => {
  const { run, slept } = world(1000, throttled, { seconds: 7 })
  await expect(run()).rejects.toThrow('throttled')
  expect(slept()).toBe(1 + 2 + 4)
})
