import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const root = new URL('../../../', import.meta.url)

test('every error code of the product has a page in docs/errors, and every page a code', async () => {
  const pages = (await readdir(new URL('docs/errors/', root))).map(name => name.replace(/\.md$/, ''))
  expect(pages.toSorted()).toEqual([...(await codesInSource())].toSorted())
})

test('every page begins with its code and says what to do', async () => {
  for (const name of await readdir(new URL('docs/errors/', root))) {
    const page = await readFile(new URL(`docs/errors/${name}`, root), 'utf8')
    expect(page, name).toMatch(new RegExp(`^# ${name.replace(/\.md$/, '')}\n`))
    expect(page, name).toMatch(/\*\*What to do\.\*\*|## What to do/)
  }
})

async function codesInSource(): Promise<Set<string>> {
  const folder = new URL('src/', root)
  const names = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.ts'))
  const codes = await Promise.all(
    names.map(async name => codesOf(name, await readFile(new URL(name, folder), 'utf8'))),
  )
  return new Set(codes.flat())
}

/** The configuration's faults name their codes in many ways; what else looks like one there is the agent's. */
function codesOf(file: string, source: string): string[] {
  const pattern = file.startsWith('config/')
    ? /'(?!ECS_)([A-Z]+(?:_[A-Z0-9]+)+)'/g
    : /(?:ToolError|super)\(\s*'([A-Z0-9_]+)'/g
  return [...source.matchAll(pattern)].map(([, code = '']) => code)
}
