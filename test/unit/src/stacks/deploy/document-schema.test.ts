import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ToolError } from '#src/errors/tool-error.ts'
import { failedDeployDocument } from '#src/stacks/deploy/document.ts'
import { deployDocument } from '#src/stacks/deploy/document-schema.ts'

const root = new URL('../../../../../', import.meta.url)

test('the published schema is the one of the code; npm run schema writes it anew', async () => {
  const published = JSON.parse(await readFile(new URL('schema/deploy-document.schema.json', root), 'utf8'))
  expect(z.toJSONSchema(deployDocument)).toEqual(published)
})

test('what fails before there is a run is a document like any other', () => {
  const document = failedDeployDocument(new ToolError('NO_REGION', 'no region', { hint: 'set one' }), 0.1)
  expect(deployDocument.parse(document)).toEqual(document)
})

test('a key that nobody knows is none of it', () => {
  const document = failedDeployDocument(new ToolError('NO_REGION', 'no region', { hint: 'set one' }), 0.1)
  expect(() => deployDocument.parse({ ...document, more: 1 })).toThrow()
})
