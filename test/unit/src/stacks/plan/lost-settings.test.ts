import { expect, test } from 'vitest'
import type { StackDescription } from '#src/aws/stack.ts'
import { lostSettings } from '#src/stacks/plan/lost-settings.ts'

const before = {
  tags: { team: 'web', owner: 'ann', 'aws:servicecatalog:x': 'y' },
  notificationTopics: ['arn:one', 'arn:two'],
} as unknown as StackDescription

test('a request without tags and topics removes none', () => {
  expect(lostSettings(before, { tags: {}, notificationTopics: [] })).toEqual([])
})

test('a request with tags removes the others', () => {
  expect(lostSettings(before, { tags: { team: 'new' }, notificationTopics: ['arn:one'] })).toEqual([
    'Removes from the stack and its resources the tags that are not in the configuration: owner.',
    'Removes the notification topics that are not in the configuration: arn:two.',
  ])
})

test('a request that keeps all of them removes nothing, and a new stack has none', () => {
  const wanted = { tags: { team: 'web', owner: 'bob' }, notificationTopics: ['arn:two', 'arn:one'] }
  expect(lostSettings(before, wanted)).toEqual([])
  expect(lostSettings(null, { tags: { a: 'b' }, notificationTopics: [] })).toEqual([])
})
