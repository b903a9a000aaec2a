import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { projectJsonSchema } from '#src/config/json-schema.ts'

const root = new URL('../../../../', import.meta.url)

test('the checked-in schema matches the code (update it with npm run schema)', async () => {
  const checkedIn = JSON.parse(await readFile(new URL('schema/packer-ecs.schema.json', root), 'utf8'))
  expect(projectJsonSchema()).toEqual(checkedIn)
})

test('every key has a description', () => {
  for (const { path, schema } of keysOf(projectJsonSchema() as Schema)) {
    expect(schema.description, path).toMatch(/\w/)
  }
})

test('every pattern is valid and portable: no \\p, no look-around, no repeat above 1000', () => {
  const patterns = [...JSON.stringify(projectJsonSchema()).matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)]
  expect(patterns.length).toBeGreaterThan(10)
  for (const [, quoted = ''] of patterns) {
    const pattern = JSON.parse(quoted)
    expect(() => new RegExp(pattern, 'u'), pattern).not.toThrow()
    expect(pattern).not.toMatch(/\\[pPkuc]|\(\?(?!:)/)
    for (const [repeat] of pattern.matchAll(/(?<=\{|,)\d+(?=[,}])/g))
      expect(Number(repeat), pattern).toBeLessThanOrEqual(1000)
  }
})

test('docs/configuration.md lists all keys, and no others', async () => {
  const page = await readFile(new URL('docs/configuration.md', root), 'utf8')
  const documented = [...page.matchAll(/^\| `([\w.…[\]]+)` \|/gm)].flatMap(([, key = '']) =>
    key.startsWith('….') ? [`rootVolume${key.slice(1)}`, `dataVolume${key.slice(1)}`] : [key],
  )
  expect(documented.toSorted()).toEqual(leafKeys().toSorted())
})

/** Keys without nested keys; both forms of a base are one entry of the page. */
function leafKeys(): string[] {
  const keys = keysOf(projectJsonSchema() as Schema).map(({ path }) => path)
  const named = keys.filter(key => key !== 'images' && key !== 'base.release')
  return named.filter(key => !named.some(other => other.startsWith(`${key}.`) || other.startsWith(`${key}[`)))
}

interface Schema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

/** Every key of the schema; the image's own without `images.NAME.` before them. */
function keysOf(schema: Schema, prefix = ''): { path: string; schema: Schema }[] {
  const own = Object.entries(schema.properties ?? {}).flatMap(([key, child]) => {
    const path = prefix === '' ? key : `${prefix}.${key}`
    if (path === 'stacks' || path === 'targets') {
      return [{ path, schema: child }, ...keysOf(child.additionalProperties as Schema, `${path}.NAME`)]
    }
    return path === 'images'
      ? [{ path, schema: child }, ...keysOf(child.additionalProperties as Schema)]
      : [{ path, schema: child }, ...keysOf(child, path)]
  })
  const forms = [...(schema.anyOf ?? []).flatMap(form => keysOf(form, prefix))]
  return [...own, ...forms, ...(schema.items ? keysOf(schema.items, `${prefix}[]`) : [])]
}
