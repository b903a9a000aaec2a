import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { codesInSource } from '#test/helpers/error-codes.ts'

const root = new URL('../../', import.meta.url)

test('every error code of the product occurs in a test', async () => {
  const codes = await codesInSource()
  expect(codes.size).toBeGreaterThan(100)
  const words = new Set((await textOfTests()).match(/\w+/g))
  expect([...codes].filter(code => !words.has(code)).toSorted()).toEqual([])
})

/** All tests, as one text. */
async function textOfTests(): Promise<string> {
  const folder = new URL('test/', root)
  const names = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.ts'))
  return (await Promise.all(names.map(name => readFile(new URL(name, folder), 'utf8')))).join('\n')
}
