import { readdir } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { documentSchema, everyCommand, schemaFile } from '#src/commands/document-schema.ts'
import { commands } from '#src/commands/program.ts'
import { errorDocument } from '#src/errors/error-document.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { publishedJson, publishedSchema } from '#test/helpers/published-schema.ts'

const withJson = everyCommand(commands).filter(({ definition }) => definition.document !== undefined)
const files = (await readdir(new URL('../../../../schema/', import.meta.url))).filter(name =>
  name.endsWith('.json'),
)

describe.each(withJson.map(command => [command.words, command] as const))('%s --json', (_, command) => {
  test('has the published schema of its definition; npm run schema writes it', async () => {
    const schema = await documentSchema(command)
    expect(schema && z.toJSONSchema(schema)).toEqual(await publishedJson(schemaFile(command)))
  })

  test('prints a document of that schema for an error, and nothing but its fields', async () => {
    const schema = await publishedSchema(schemaFile(command))
    const failed = await failedDocument(command)
    expect(schema.safeParse(failed).error).toBeUndefined()
    expect(schema.safeParse({ ...failed, more: 1 }).success).toBe(false)
    expect(schema.safeParse({ ...failed, schemaVersion: 2 }).success).toBe(false)
    expect(schema.safeParse({ ...failed, error: { code: 'X' } }).success).toBe(false)
  })
})

test('every command has a document, except the sandbox', () => {
  const without = everyCommand(commands).filter(({ definition }) => definition.document === undefined)
  expect(without.map(({ words }) => words)).toEqual(['sandbox'])
})

test('there is no schema without a command', () => {
  expect(files.toSorted()).toEqual(['packer-ecs.schema.json', ...withJson.map(schemaFile)].toSorted())
})

test.each(files)('the patterns of %s can be read by every JSON Schema engine', async file => {
  for (const pattern of patternsOf(await publishedJson(file))) {
    expect(pattern).not.toMatch(/\\[pP]\{|\(\?[<=!]|\\u\{/)
    expect(() => new RegExp(pattern, 'u'), pattern).not.toThrow()
  }
})

async function failedDocument({ definition }: (typeof withJson)[number]): Promise<object> {
  const error = new ToolError('NO_REGION', 'no region', { hint: 'set one' })
  const now = new Date('2026-11-21T06:00:00Z')
  const module = await definition.document?.()
  const plain = { schemaVersion: 1, error: errorDocument(error) }
  return (module?.failed?.(error, { startedAt: now, endedAt: now }) as object | undefined) ?? plain
}

function patternsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, child]) =>
    key === 'pattern' && typeof child === 'string' ? [child] : patternsOf(child),
  )
}
