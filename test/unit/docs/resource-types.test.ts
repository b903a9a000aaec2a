import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import table from '#sandbox/cloudformation/resource-types/resource-types.json' with { type: 'json' }

test('docs/sandbox.md lists the resource types that the sandbox offers, and no others', async () => {
  const page = await readFile(new URL('../../../docs/sandbox.md', import.meta.url), 'utf8')
  const listed = [...page.matchAll(/`(AWS::\w+::\w+)`/g)].map(([, type]) => type)
  expect(listed.toSorted()).toEqual(Object.keys(table))
})
