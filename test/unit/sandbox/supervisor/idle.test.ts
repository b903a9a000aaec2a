import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { watchIdleness } from '#sandbox/supervisor/idle.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a sandbox without calls becomes idle once', () => {
  const onIdle = vi.fn()
  const idle = watchIdleness(1000, onIdle)
  vi.advanceTimersByTime(900)
  idle.touch()
  vi.advanceTimersByTime(900)
  expect(onIdle).not.toHaveBeenCalled()
  vi.advanceTimersByTime(5000)
  expect(onIdle).toHaveBeenCalledOnce()
})
