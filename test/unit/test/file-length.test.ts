import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const folder = join(import.meta.dirname, '../..')
const maxLines = 400

test(`files below test/ have at most ${maxLines} lines`, async () => {
  const names = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.ts'))
  expect(names.length).toBeGreaterThan(100)
  const lengths = await Promise.all(
    names.map(async name => ({
      name,
      lines: (await readFile(join(folder, name), 'utf8')).split('\n').length - 1,
    })),
  )
  expect(lengths.filter(({ lines }) => lines > maxLines)).toEqual([])
})
