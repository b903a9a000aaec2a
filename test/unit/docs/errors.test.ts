import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

const root = new URL('../../../', import.meta.url)

/** Codes of earlier versions; their pages link to the codes of today. */
const renamed = ['CLEAN_NOT_CONFIRMED.md']

test('every error code of the product has a page in docs/errors, and every page a code', async () => {
  const current = (await pageNames()).filter(name => !renamed.includes(name))
  const pages = current.map(name => name.replace(/\.md$/, ''))
  expect(pages.toSorted()).toEqual([...(await codesInSource())].toSorted())
})

test('every page begins with its code and says what to do', async () => {
  for (const name of await pageNames()) {
    const page = await readPage(name)
    expect(page, name).toMatch(new RegExp(`^# ${name.replace(/\.md$/, '')}\n`))
    expect(page, name).toMatch(
      renamed.includes(name) ? /\]\(\w+\.md\)/ : /\*\*What to do\.\*\*|## What to do/,
    )
  }
})

test('the index has every page with its first sentence ("vitest run -u" writes it)', async () => {
  const lines = (await pageNames()).map(async name => {
    const [, , text = ''] = (await readPage(name)).split('\n')
    return `- [${name.replace(/\.md$/, '')}](${name}): ${firstSentence(text)}`
  })
  const index = `# Errors\n\nEvery error has a code, and each code a page.\n\n${(await Promise.all(lines)).join('\n')}\n`
  await expect(index).toMatchFileSnapshot(new URL('docs/errors/README.md', root).pathname)
})

async function pageNames(): Promise<string[]> {
  const names = await readdir(new URL('docs/errors/', root))
  return names.filter(name => name !== 'README.md').toSorted()
}

function readPage(name: string): Promise<string> {
  return readFile(new URL(`docs/errors/${name}`, root), 'utf8')
}

function firstSentence(text: string): string {
  return text.replace(/(?<=[a-z`)][.:;]) .*$/, '').replace(/[.:;]?$/, '.')
}

async function codesInSource(): Promise<Set<string>> {
  const folder = new URL('src/', root)
  const names = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.ts'))
  const codes = await Promise.all(
    names.map(async name => codesOf(name, await readFile(new URL(name, folder), 'utf8'))),
  )
  return new Set(codes.flat())
}

/** The configuration's faults name their codes in many ways; what else looks like one there is AWS's. */
function codesOf(file: string, source: string): string[] {
  const pattern = file.startsWith('config/')
    ? /'(?!ECS_|CAPABILITY_)([A-Z]+(?:_[A-Z0-9]+)+)'/g
    : /(?:(?:ToolError|super)\(|\bcode(?::| =))\s*(?:\w+ \? )?'([A-Z][A-Z0-9_]{4,})'(?: : '([A-Z0-9_]+)')?/g
  return [...source.matchAll(pattern)].flatMap(([, ...codes]) => codes.filter(code => code !== undefined))
}
