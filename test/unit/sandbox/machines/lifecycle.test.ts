import { describe, expect, test } from 'vitest'
import { createLifecycle } from '#sandbox/machines/lifecycle.ts'

describe('the lifecycle of a machine', () => {
  test('waiting ends at once if the machine is in the state', async () => {
    await expect(createLifecycle('i-1').waitFor('pending')).resolves.toBeUndefined()
  })

  test('waiting ends when the machine enters the state', async () => {
    const lifecycle = createLifecycle('i-1')
    const waiting = lifecycle.waitFor('stopped')
    lifecycle.enter('running')
    lifecycle.enter('stopped')
    await expect(waiting).resolves.toBeUndefined()
  })

  test('waiting fails with the reason when the machine terminates instead', async () => {
    const lifecycle = createLifecycle('i-1')
    const waiting = lifecycle.waitFor('running')
    lifecycle.enter('terminated', 'no space left')
    await expect(waiting).rejects.toThrow('i-1 is terminated and will not become running: no space left')
    await expect(lifecycle.waitFor('stopped')).rejects.toThrow('no space left')
  })

  test('listeners are called on every change', () => {
    const lifecycle = createLifecycle('i-1')
    const heard: unknown[] = []
    lifecycle.onChange((state, reason) => heard.push([state, reason]))
    lifecycle.enter('running')
    lifecycle.enter('stopped', 'failed: killed')
    expect(heard).toEqual([
      ['running', undefined],
      ['stopped', 'failed: killed'],
    ])
  })
})
