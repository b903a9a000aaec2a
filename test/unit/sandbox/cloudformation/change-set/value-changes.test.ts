import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { valueChanges } from '#sandbox/cloudformation/change-set/value-changes.ts'
import type { Json } from '#sandbox/cloudformation/types.ts'

const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>

describe('valueChanges', () => {
  it('lists the smallest parts, of objects by key and of lists by index', () => {
    expect(valueChanges({ a: [1, { b: 2 }], c: 3 }, { a: [1, { b: 4 }, 5], d: 6 })).toEqual([
      { path: ['a', '1', 'b'], before: 2, after: 4 },
      { path: ['a', '2'], before: undefined, after: 5 },
      { path: ['c'], before: 3, after: undefined },
      { path: ['d'], before: undefined, after: 6 },
    ])
  })

  it('does not distinguish 1 and "1", or true and "true"', () => {
    expect(valueChanges({ a: 1, b: true }, { b: 'true', a: '1' })).toEqual([])
  })

  it('finds no change between equal values, and the same number in both directions', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        expect(valueChanges(one, one)).toEqual([])
        expect(valueChanges(one, other)).toHaveLength(valueChanges(other, one).length)
      }),
    )
  })
})
