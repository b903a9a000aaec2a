import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'

const root = new URL('../../../', import.meta.url)

describe.each(['SECURITY.md', 'docs/security-model.md'])('%s', page => {
  const text = readFileSync(new URL(page, root), 'utf8')

  test('names only test files that exist', async () => {
    const missing = await Promise.all(testsIn(text).map(async path => ((await isFile(path)) ? [] : [path])))
    expect(testsIn(text)).not.toEqual([])
    expect(missing.flat()).toEqual([])
  })

  test('names a test for every promise', () => {
    const without = promises(text).filter(row => testsIn(row).length === 0)
    expect(promises(text)).not.toEqual([])
    expect(without).toEqual([])
  })
})

/** Paths in backticks. An abbreviation such as `session.test.ts` counts as a path that does not exist. */
function testsIn(text: string): string[] {
  return [...text.matchAll(/`([\w./-]*(?:\.test\.ts|test\/)[\w./-]*)`/g)].map(([, path = '']) => path)
}

async function isFile(path: string): Promise<boolean> {
  return stat(new URL(path, root)).then(
    found => found.isFile(),
    () => false,
  )
}

/** The rows of every table whose last column is headed "test". */
function promises(text: string): string[] {
  return [...text.matchAll(/^\|.*\| test \|\n\|[-|]+\|\n((?:\|.*\n)+)/gm)].flatMap(([, rows = '']) =>
    rows.trimEnd().split('\n'),
  )
}
