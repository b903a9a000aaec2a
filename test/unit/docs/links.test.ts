import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = new URL('../../../', import.meta.url).pathname
const folders = ['docs', 'sandbox']

test('every link between pages leads to a file, and to a heading of it', async () => {
  const pages = await markdownFiles()
  const broken = await Promise.all(pages.map(brokenLinks))
  expect(broken.flat()).toEqual([])
})

async function markdownFiles(): Promise<string[]> {
  const nested = await Promise.all(
    folders.map(async folder => {
      const names = await readdir(join(root, folder), { recursive: true })
      return names.map(name => join(folder, name))
    }),
  )
  return [...(await readdir(root)), ...nested.flat()].filter(name => name.endsWith('.md'))
}

async function brokenLinks(page: string): Promise<string[]> {
  const links = [...withoutCode(await readFile(join(root, page), 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)]
  const checked = links
    .map(([, link = '']) => link)
    .filter(link => !/^[a-z]+:/.test(link))
    .map(async link => ((await leads(page, link)) ? [] : [`${page}: ${link}`]))
  return (await Promise.all(checked)).flat()
}

async function leads(page: string, link: string): Promise<boolean> {
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? page : relative('.', join(dirname(page), path))
  if (anchor !== undefined) {
    return (await headings(target)).includes(anchor)
  }
  return (await readFile(join(root, target)).catch((error: NodeJS.ErrnoException) => error.code)) !== 'ENOENT'
}

/** The anchors that GitHub gives to the headings of a page; none when it is missing. */
async function headings(page: string): Promise<string[]> {
  const text = withoutCode(await readFile(join(root, page), 'utf8').catch(() => ''))
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```.*?^```/gms, '')
}
