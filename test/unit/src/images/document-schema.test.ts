import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ToolError } from '#src/errors/tool-error.ts'
import { bakesDocument } from '#src/images/bakes-document.ts'
import { failedDocument } from '#src/images/document.ts'
import { bakeDocument, bakeOutput } from '#src/images/document-schema.ts'

const root = new URL('../../../../', import.meta.url)
const now = new Date('2026-11-21T06:00:00Z')
const failed = failedDocument(new ToolError('NO_REGION', 'no region', { hint: 'set one' }), now, now)

test('the published schema is the one of the code; npm run schema writes it anew', async () => {
  const published = JSON.parse(await readFile(new URL('schema/bake-document.schema.json', root), 'utf8'))
  expect(z.toJSONSchema(bakeOutput)).toEqual(published)
})

test('what fails before there is a run, alone or with others, is a document like any other', () => {
  expect(bakeOutput.parse(failed)).toEqual(failed)
  expect(bakeOutput.parse(bakesDocument([failed]))).toEqual(bakesDocument([failed]))
})

test('a key that nobody knows is none of it', () => {
  expect(() => bakeDocument.parse({ ...failed, more: 1 })).toThrow()
})
