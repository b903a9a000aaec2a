import { expect, test } from 'vitest'
import { stepOf } from '#sandbox/tree/base-tree.ts'

test.each([
  ['-- units', 'units'],
  ['I: extracting archives...', 'extracting archives...'],
  ['Get:12 base-files', undefined],
  ['W: hm', undefined],
])('of a builder that prints %j, %j is reported', (line, step) => {
  expect(stepOf(line)).toBe(step)
})
