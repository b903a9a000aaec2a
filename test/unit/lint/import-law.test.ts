import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { folders } from '../../../lint/import-law.ts'
import { importTable } from '../../../lint/import-table.ts'

const repository = join(import.meta.dirname, '../../..')

describe('the import law', () => {
  test('is the table of docs/architecture.md', () => {
    expect(readFileSync(join(repository, 'docs/architecture.md'), 'utf8')).toContain(importTable())
  })

  test('lists a folder below the folders that import it', () => {
    const order = Object.keys(folders)
    const upward = Object.entries(folders).flatMap(([name, { imports }]) =>
      imports.filter(other => order.indexOf(other) <= order.indexOf(name)).map(other => `${name} → ${other}`),
    )
    expect(upward).toEqual([])
  })
})
