import { glob, readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'
import manifest from '../../../package.json' with { type: 'json' }

const root = new URL('../../../', import.meta.url).pathname
const folders = ['docs', 'sandbox']

test('every link between pages leads to a file, and to a heading of it', async () => {
  const pages = await markdownFiles()
  const broken = await Promise.all(pages.map(brokenLinks))
  expect(broken.flat()).toEqual([])
})

test('every link in the npm package leads to a file of the package', async () => {
  const packaged = await packagedFiles()
  const links = await Promise.all(
    packaged
      .filter(name => name.endsWith('.md'))
      .map(async page => ({ page, targets: await targetsOf(page) })),
  )
  const broken = links.flatMap(({ page, targets }) =>
    targets
      .filter(
        target => target !== '' && !packaged.some(file => file === target || file.startsWith(`${target}/`)),
      )
      .map(target => `${page}: ${target}`),
  )
  expect(broken).toEqual([])
})

/** As `npm pack` selects them; without dist, which has no pages. */
async function packagedFiles(): Promise<string[]> {
  const packaged = ['README.md', 'LICENSE', 'package.json']
  for (const pattern of manifest.files) {
    for await (const entry of glob(pattern, { cwd: root, withFileTypes: true })) {
      const path = join(relative(root, entry.parentPath), entry.name)
      const nested = entry.isDirectory() ? await readdir(join(root, path), { recursive: true }) : ['']
      packaged.push(...nested.map(name => join(path, name)))
    }
  }
  return packaged
}

/** The files that a page links to. */
async function targetsOf(page: string): Promise<string[]> {
  return (await linksIn(page)).map(link => {
    const [path = ''] = link.split('#')
    return path === '' ? page : relative('.', join(dirname(page), path))
  })
}

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
  const checked = (await linksIn(page)).map(async link =>
    (await leads(page, link)) ? [] : [`${page}: ${link}`],
  )
  return (await Promise.all(checked)).flat()
}

/** Without those that lead to other sites. */
async function linksIn(page: string): Promise<string[]> {
  const text = withoutCode(await readFile(join(root, page), 'utf8'))
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter(link => !/^[a-z]+:/.test(link))
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
