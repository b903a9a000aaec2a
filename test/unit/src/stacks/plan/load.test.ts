import { expect, test } from 'vitest'
import { isTakenByOthers } from '#src/stacks/plan/load.ts'

const instance = (used: number, free: number) => ({
  tasks: 1,
  used: { cpu: used, memory: used },
  free: { cpu: free, memory: free },
})

test('tasks that exactly fill the other instances have room', () => {
  expect(isTakenByOthers([instance(4, 0), instance(0, 4)], 1)).toBe(true)
  expect(isTakenByOthers([instance(5, 0), instance(0, 4)], 1)).toBe(false)
})

test('the fullest instances are the ones that must fit, wherever they are in the list', () => {
  expect(isTakenByOthers([instance(1, 3), instance(4, 0)], 1)).toBe(false)
  expect(isTakenByOthers([instance(1, 3), instance(1, 3), instance(3, 1)], 2)).toBe(false)
})

test('there is no other instance when all are replaced at once', () => {
  expect(isTakenByOthers([instance(0, 4)], 1)).toBe(false)
})
