import { expect, test } from 'vitest'
import { watchInstance } from '#src/images/instance-watch.ts'

/** Lets `looks` looks happen, each in that state, and returns the watch and how often EC2 was asked. */
function watched(states: readonly (string | undefined)[]) {
  let asked = 0
  const ticks: (() => void)[] = []
  const clock = {
    now: () => new Date(0),
    sleep: (_: number, signal?: AbortSignal) =>
      new Promise<void>(resolve => {
        ticks.push(resolve)
        signal?.addEventListener('abort', () => resolve())
      }),
  }
  const watch = watchInstance(async () => states[asked++], clock)
  const tick = async () => {
    ticks.shift()?.()
    await new Promise(resolve => setImmediate(resolve))
  }
  return { watch, tick, asked: () => asked }
}

test.each(['launch', 'boot', 'ssh', 'provision'] as const)(
  'an instance that ends during %s is noticed when two looks find it so',
  async stage => {
    const { watch, tick } = watched([undefined, 'shutting-down', 'terminated'])
    watch.reached(stage)
    watch.created('i-1')
    await tick()
    await tick()
    expect(watch.ended.aborted).toBe(false)
    await tick()
    expect(watch.ended.aborted).toBe(true)
    expect(watch.state).toBe('terminated')
  },
)

test('Packer itself stops the instance in the end, which is no fault', async () => {
  const { watch, tick } = watched(['running', 'stopping'])
  watch.reached('provision')
  watch.created('i-1')
  await tick()
  watch.reached('stop')
  await tick()
  expect(watch.state).toBeNull()
})

test('only the newest instance counts when Packer starts again', async () => {
  const { watch, tick, asked } = watched(['running', 'terminated', 'terminated', 'terminated'])
  watch.reached('boot')
  watch.created('i-1')
  await tick()
  watch.created('i-2')
  await tick()
  expect(asked()).toBe(1)
  expect(watch.state).toBeNull()
})

test('after the build, EC2 is not asked any more', async () => {
  const { watch, tick, asked } = watched(['running'])
  watch.created('i-1')
  watch.stop()
  await tick()
  expect(asked()).toBe(0)
})
