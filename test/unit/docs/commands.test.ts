import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { reference } from '../../../docs/reference/text.ts'

const page = await readFile(new URL('../../../docs/commands.md', import.meta.url), 'utf8')

test('docs/commands.md describes the commands as they are defined; npm run reference writes it', () => {
  expect(page).toBe(reference())
})

test('it has the global options before the commands', () => {
  expect(page.indexOf('## Global options')).toBeLessThan(page.indexOf('## packer-ecs init'))
})
