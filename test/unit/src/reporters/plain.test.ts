import { expect, test } from 'vitest'
import type { ToolEvent } from '#src/events/events.ts'
import { plainReporter } from '#src/reporters/plain.ts'

const clock = { now: () => new Date('2026-11-21T12:00:05Z'), sleep: async () => undefined }

function written(...events: ToolEvent[]): string {
  let text = ''
  const reporter = plainReporter(
    part => {
      text += part
    },
    clock,
    (_, words) => words,
  )
  for (const event of events) reporter.report(event, undefined)
  return text
}

test('how long a step usually takes is shown when it is known and not negligible', () => {
  const started = (expectedSeconds: number | null): ToolEvent => ({
    type: 'step-started',
    step: 'build',
    expectedSeconds,
  })
  expect(written(started(null), started(0.4), started(134))).toBe(
    '12:00:05 build    usually takes 2 m 14 s\n',
  )
})

test('an interrupted step has not failed', () => {
  const ended = (isInterrupted: boolean): ToolEvent => ({
    type: 'step-failed',
    step: 'watch',
    isInterrupted,
    durationSeconds: 12,
  })
  expect(written(ended(true))).toBe('12:00:05 watch    ! stopped after 12 s\n')
  expect(written(ended(false))).toBe('12:00:05 watch    ✘ failed after 12 s\n')
})

test('the first line says what is worked on, where and by whom', () => {
  const started = (kind: 'bake' | 'deploy', runId: string | null): ToolEvent =>
    ({
      type: 'run-started',
      kind,
      subject: 'ecs',
      ...(kind === 'bake' ? { image: 'ecs' } : { stackName: 'ecs' }),
      region: 'eu-west-1',
      accountId: '1',
      identity: 'me',
      runId,
    }) as ToolEvent
  expect(written(started('bake', 'r1'))).toContain('image ecs, eu-west-1, 1 as me, run r1\n')
  expect(written(started('deploy', null))).toContain('stack ecs, eu-west-1, 1 as me\n')
})
