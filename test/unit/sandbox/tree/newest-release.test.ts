import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'

test('the newest Amazon Linux AMI is of the newest release that the base tree\u2019s repositories have', async () => {
  const releases = await readdir('sandbox/tree/rpm/releases')
  const newest = releases
    .filter(name => /^\d{4}\./.test(name))
    .toSorted()
    .at(-1)
  const catalogue = await readFile('sandbox/moto/patches/catalogue.py', 'utf8')
  expect(/^NEWEST_RELEASE = "(.+)"$/m.exec(catalogue)?.[1]).toBe(newest)
})
