import { expect, test } from 'vitest'
import { situationOf } from '#src/stacks/deploy/situation.ts'
import { description } from '#test/helpers/fake-cloudformation.ts'

test.each([
  ['REVIEW_IN_PROGRESS', 'new'],
  ['DELETE_COMPLETE', 'new'],
  ['CREATE_COMPLETE', 'ready'],
  ['UPDATE_COMPLETE', 'ready'],
  ['UPDATE_ROLLBACK_COMPLETE', 'ready'],
  ['UPDATE_FAILED', 'ready'],
  ['IMPORT_COMPLETE', 'ready'],
  ['CREATE_IN_PROGRESS', 'running'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'running'],
  ['DELETE_IN_PROGRESS', 'running'],
  ['ROLLBACK_COMPLETE', 'dead'],
  ['ROLLBACK_FAILED', 'dead'],
  ['CREATE_FAILED', 'dead'],
  ['DELETE_FAILED', 'dead'],
  ['UPDATE_ROLLBACK_FAILED', 'rollback-failed'],
])('%s is %s', (status, kind) => {
  expect(situationOf(description(status)).kind).toBe(kind)
})

test('an import that could not be undone is left to a person', () => {
  const stack = description('IMPORT_ROLLBACK_FAILED', { statusReason: 'why' })
  expect(() => situationOf(stack)).toThrow('fleet is in IMPORT_ROLLBACK_FAILED: why')
})

test('a stack that only a person can repair is an error with its reason', () => {
  const stack = description('IMPORT_ROLLBACK_FAILED', { statusReason: 'why' })
  expect(() => situationOf(stack)).toThrow(expect.objectContaining({ code: 'STACK_STUCK' }))
})
