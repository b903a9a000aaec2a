import { expect, test } from 'vitest'
import { InterruptedError } from '#src/errors/interrupted.ts'
import type { ToolEvent } from '#src/events/events.ts'
import { createSteps, type Step } from '#src/runs/steps.ts'
import { fastClock } from '#test/helpers/fake-region.ts'

/** A step that takes two seconds and ends in that way. */
function stepOf(end: () => number) {
  const clock = fastClock()
  const events: ToolEvent[] = []
  const step = {
    name: 'base',
    async run(input, report) {
      report.progress(`got ${input}`)
      await clock.sleep(2000)
      return end()
    },
    summary: (result, input) => `${input} became ${result}`,
    undo: null,
  } satisfies Step<string, number>
  const steps = createSteps(
    event => void events.push(event),
    clock,
    () => 30,
  )
  return { step, steps, events }
}

test('a step is reported from its start to its summary, with its duration', async () => {
  const { step, steps, events } = stepOf(() => 7)
  expect(await steps.run(step, 'one')).toBe(7)
  expect(events).toEqual([
    { type: 'step-started', step: 'base', expectedSeconds: 30 },
    { type: 'step-progress', step: 'base', detail: 'got one' },
    { type: 'step-finished', step: 'base', summary: 'one became 7', durationSeconds: 2 },
  ])
  expect(steps.seconds).toEqual({ base: 2 })
})

test.each([
  ['that fails', new Error('no'), false],
  ['that is interrupted', new InterruptedError('the bake was interrupted'), true],
])('a step %s is the current one, has no duration, and throws', async (_, error, isInterrupted) => {
  const { step, steps, events } = stepOf(() => {
    throw error
  })
  await expect(steps.run(step, 'one')).rejects.toBe(error)
  expect(events.at(-1)).toEqual({ type: 'step-failed', step: 'base', isInterrupted, durationSeconds: 2 })
  expect(steps).toMatchObject({ current: 'base', seconds: {} })
})
