import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { codesInSource } from '#test/helpers/error-codes.ts'

const root = new URL('../../../', import.meta.url)
/** The page of a replaced code has one line, which names the new code. */
const replaced = /^# \w+\n\nThis code is now \[(\w+)\]\(\1\.md\)\.\n$/

test('every error code of the product has a page in docs/errors, and every page a code', async () => {
  const codes = await codesInSource()
  const pages = await Promise.all(
    (await pageNames()).map(async name => ({ name, text: await readPage(name) })),
  )
  const current = pages.filter(({ name, text }) => codes.has(codeOf(name)) || !replaced.test(text))
  expect(current.map(({ name }) => codeOf(name)).toSorted()).toEqual([...codes].toSorted())
})

test('the page of a replaced code names a code that has a page', async () => {
  const names = await pageNames()
  for (const name of names) {
    const target = replaced.exec(await readPage(name))?.[1]
    if (target !== undefined) expect(names, name).toContain(`${target}.md`)
  }
})

test('every page says in the same form what its code means, when it happens or why it matters, and what to do', async () => {
  for (const name of await pageNames()) {
    const page = await readPage(name)
    if (replaced.test(page)) continue
    expect(page, name).toMatch(
      new RegExp(
        `^# ${codeOf(name)}\n\n[^*\n].*\n\n\\*\\*(?:When it happens|Why it matters)\\.\\*\\* .*\n\n\\*\\*What to do\\.\\*\\* `,
      ),
    )
  }
})

test('the index has every page with its first sentence ("vitest run -u" writes it)', async () => {
  const lines = (await pageNames()).map(async name => {
    const [, , text = ''] = (await readPage(name)).split('\n')
    return `- [${codeOf(name)}](${name}): ${firstSentence(text)}`
  })
  const index = `# Errors\n\nEvery error has a code, and every code has a page.\n\n${(await Promise.all(lines)).join('\n')}\n`
  await expect(index).toMatchFileSnapshot(new URL('docs/errors/README.md', root).pathname)
})

test('every summary in the index is a complete sentence', async () => {
  for (const name of await pageNames()) {
    const [, , text = ''] = (await readPage(name)).split('\n')
    expect(firstSentence(text), name).toMatch(/[\w)`]\.$/)
    expect(firstSentence(text).split('`').length % 2, name).toBe(1)
  }
})

async function pageNames(): Promise<string[]> {
  const names = await readdir(new URL('docs/errors/', root))
  return names.filter(name => name !== 'README.md').toSorted()
}

function codeOf(page: string): string {
  return page.replace(/\.md$/, '')
}

function readPage(name: string): Promise<string> {
  return readFile(new URL(`docs/errors/${name}`, root), 'utf8')
}

/** A sentence ends at a period before a space, so not inside `network.ssh`. */
function firstSentence(text: string): string {
  return text.replace(/(?<=[^ ]\.) .*$/, '')
}
