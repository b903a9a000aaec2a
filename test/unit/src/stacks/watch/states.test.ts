import { expect, test } from 'vitest'
import { isEnd, isUnderWay, phaseOf } from '#src/stacks/watch/states.ts'
import { event, ofStack } from './events.ts'

test.each([
  ['CREATE_IN_PROGRESS', 'running'],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'running'],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'running'],
  ['CREATE_COMPLETE', 'done'],
  ['UPDATE_COMPLETE', 'done'],
  ['IMPORT_COMPLETE', 'done'],
  ['ROLLBACK_COMPLETE', 'rolledBack'],
  ['UPDATE_ROLLBACK_COMPLETE', 'rolledBack'],
  ['CREATE_FAILED', 'failed'],
  ['UPDATE_ROLLBACK_FAILED', 'failed'],
  ['DELETE_COMPLETE', 'deleted'],
])('%s is %s', (status, phase) => {
  expect(phaseOf(status)).toBe(phase)
})

test('a change set that is reviewed is no operation', () => {
  expect(isUnderWay('REVIEW_IN_PROGRESS')).toBe(false)
  expect(isUnderWay('UPDATE_IN_PROGRESS')).toBe(true)
})

test('only the stack itself ends an operation', () => {
  expect(isEnd(ofStack('UPDATE_COMPLETE'))).toBe(true)
  expect(isEnd(ofStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'))).toBe(false)
  expect(isEnd(event('Nested', 'UPDATE_COMPLETE', { type: 'AWS::CloudFormation::Stack' }))).toBe(false)
})
