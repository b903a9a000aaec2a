import { describe, expect, test } from 'vitest'
import { sampledPairs } from '#test/helpers/sample.ts'

const rows = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j']
const columns = [1, 2, 3, 4, 5, 6, 7]
const sample = (seed: number) => sampledPairs(rows, columns, { seed, full: false, perRow: 2 })

describe('a sample of pairs', () => {
  test('has every row with as many different columns as asked for, and every column', () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const pairs = sample(seed)
      expect(pairs.map(([row]) => row).sort()).toEqual(rows.flatMap(row => [row, row]))
      expect(new Set(pairs.map(String)).size).toBe(20)
      expect(new Set(pairs.map(([, column]) => column)).size).toBe(7)
    }
  })

  test('is the same for the same seed, and reaches every pair over many', () => {
    expect(sample(7)).toEqual(sample(7))
    const reached = new Set(Array.from({ length: 200 }, (_, seed) => sample(seed).map(String)).flat())
    expect(reached.size).toBe(70)
  })

  test('in full is every pair', () => {
    const pairs = sampledPairs(rows, columns, { seed: 1, full: true, perRow: 2 })
    expect(new Set(pairs.map(String)).size).toBe(70)
  })
})
