import { afterEach, expect, test } from 'vitest'
import { catchInterruption, type Interruption } from '#src/host/interruption.ts'

const caught: Interruption[] = []
afterEach(() => {
  for (const one of caught.splice(0)) one.release()
})

function interruption() {
  const notices: string[] = []
  const found = catchInterruption(text => notices.push(text), 'waiting for Packer to clean up')
  caught.push(found)
  return { ...found, notices }
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s stops first, and exits the second time', signal => {
  const { interrupted, killed, notices } = interruption()
  expect([interrupted.aborted, killed.aborted]).toEqual([false, false])
  process.emit(signal)
  expect([interrupted.aborted, killed.aborted]).toEqual([true, false])
  process.emit(signal)
  expect([interrupted.aborted, killed.aborted]).toEqual([true, true])
  expect(notices).toEqual([expect.stringContaining('press Ctrl-C again to exit now')])
})

test('signals have their default meaning again after the release', () => {
  const before = process.listenerCount('SIGINT')
  interruption().release()
  expect(process.listenerCount('SIGINT')).toBe(before)
})
