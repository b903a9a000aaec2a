import { expect, test } from 'vitest'
import { mutate, mutationsOf } from '#test/mutants/mutations.ts'
import { sample } from '#test/mutants/sample.ts'

const texts = (source: string) => mutationsOf(source).map(mutation => mutate(source, mutation))

test.each([
  ["const x = a === 'ü'", ["const x = a !== 'ü'"]],
  ['const x = a < b', ['const x = a >= b', 'const x = a <= b']],
  ['const x = (a && b) || c', ['const x = (a || b) || c', 'const x = (a && b) && c']],
  ['const x = !a', ['const x = a']],
  ['if (a) throw new Error()', ['if (a) ;']],
  ['const x = await a()', ['const x = a()']],
  ['const x = a.filter(b => b.c).map(d)', ['const x = a.map(d)']],
  ['const x: Map<string, number> = new Map()', []],
])('%s is changed one place at a time', (source, expected) => {
  expect(texts(source)).toEqual(expected)
})

test('a seed always draws the same sample', () => {
  const items = Array.from({ length: 100 }, (_, index) => index)
  expect(sample(items, 10, 7)).toEqual(sample(items, 10, 7))
  expect(sample(items, 10, 7)).not.toEqual(sample(items, 10, 8))
  expect(new Set(sample(items, 100, 7)).size).toBe(100)
})
