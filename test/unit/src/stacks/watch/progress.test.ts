import { expect, test } from 'vitest'
import type { WatchedEvent } from '#src/stacks/watch/family.ts'
import { createProgress } from '#src/stacks/watch/progress.ts'

const stackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/fleet/1'

/** What is reported for events of resources; `fleet` is the stack itself. */
function reported(
  total: number | null,
  events: readonly (readonly [id: string, status: string, depth?: number])[],
) {
  const shown: string[] = []
  const progress = createProgress(total, { progress: text => shown.push(text), output: () => undefined })
  for (const [logicalId, status, depth = 0] of events) {
    const isStack = logicalId === 'fleet' || logicalId === 'child'
    const physicalId = isStack ? stackId : logicalId
    const type = isStack ? 'AWS::CloudFormation::Stack' : 'AWS::Logs::LogGroup'
    progress.add({ stackId, logicalId, physicalId, type, status, depth } as WatchedEvent)
  }
  return shown
}

test('resources that are complete are counted', () => {
  const events = [
    ['A', 'CREATE_IN_PROGRESS'],
    ['A', 'CREATE_COMPLETE'],
    ['B', 'CREATE_COMPLETE'],
  ] as const
  expect(reported(2, events)).toEqual(['0/2 A', '1/2 A', '2/2 B'])
})

test('without a total, or with more than it, the count is alone', () => {
  const events = [
    ['A', 'CREATE_COMPLETE'],
    ['B', 'CREATE_COMPLETE'],
  ] as const
  expect(reported(null, events)).toEqual(['1 A', '2 B'])
  expect(reported(1, events)).toEqual(['1/1 A', '2 B'])
})

test('a resource that starts again is not complete', () => {
  expect(
    reported(2, [
      ['A', 'UPDATE_COMPLETE'],
      ['A', 'UPDATE_IN_PROGRESS'],
    ]),
  ).toEqual(['1/2 A', '0/2 A'])
})

test('the status of the stack itself is shown, and resources of nested stacks are not counted', () => {
  expect(
    reported(2, [
      ['fleet', 'UPDATE_IN_PROGRESS'],
      ['child', 'UPDATE_COMPLETE', 1],
      ['A', 'CREATE_COMPLETE', 1],
    ]),
  ).toEqual(['UPDATE_IN_PROGRESS'])
})
