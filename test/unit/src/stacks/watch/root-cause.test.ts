import { expect, test } from 'vitest'
import type { WatchedEvent } from '#src/stacks/watch/family.ts'
import { createRootCauseFinder } from '#src/stacks/watch/root-cause.ts'
import { event, ofStack } from './events.ts'

function causeOf(...events: WatchedEvent[]) {
  const finder = createRootCauseFinder()
  for (const one of events) finder.add(one)
  return finder.found === null ? null : `${finder.found.event.logicalId}: ${finder.found.reason}`
}

const failed = (name: string, reason: string, settings = {}) =>
  event(name, 'CREATE_FAILED', { reason, ...settings })

test('what was given up because of another failure is no cause', () => {
  expect(
    causeOf(
      failed('Logs', 'Resource creation cancelled'),
      failed('Role', 'Role with name x already exists'),
      failed('Group', 'Resource creation cancelled'),
      ofStack('ROLLBACK_IN_PROGRESS', {
        reason: 'The following resource(s) failed to create: [Role, Logs, Group].',
      }),
    ),
  ).toBe('Role: Role with name x already exists')
})

test('the first of several failures is the cause, also when the rollback fails later', () => {
  expect(
    causeOf(
      failed('One', 'first'),
      failed('Two', 'second'),
      ofStack('ROLLBACK_IN_PROGRESS'),
      event('Bucket', 'DELETE_FAILED', { reason: 'not empty' }),
      ofStack('ROLLBACK_FAILED'),
    ),
  ).toBe('One: first')
})

test('the failure inside a nested stack comes before that of the nested stack', () => {
  const nested = { type: 'AWS::CloudFormation::Stack' }
  expect(
    causeOf(failed('Network', 'Embedded stack arn was not successfully created', nested), {
      ...failed('Vpc', 'limit exceeded'),
      depth: 1,
    }),
  ).toBe('Vpc: limit exceeded')
  expect(causeOf(failed('Network', 'Embedded stack arn was not successfully created', nested))).toContain(
    'Embedded',
  )
})

test('where no resource failed, the stack says why', () => {
  expect(causeOf(ofStack('UPDATE_ROLLBACK_IN_PROGRESS', { reason: 'User Initiated' }))).toBe(
    'fleet: User Initiated',
  )
})

test('what goes well has no cause', () => {
  expect(
    causeOf(ofStack('CREATE_IN_PROGRESS'), event('Logs', 'CREATE_COMPLETE'), ofStack('CREATE_COMPLETE')),
  ).toBeNull()
})
