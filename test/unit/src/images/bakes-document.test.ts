import { expect, test } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import { bakesDocument } from '#src/images/bakes-document.ts'
import { type BakeDocument, failedDocument } from '#src/images/document.ts'

const some = failedDocument(new ToolError('X', 'x', { hint: '' }), new Date(0), new Date(0))

test.each<[BakeDocument['outcome'], BakeDocument['outcome'][]]>([
  ['baked', ['unchanged', 'baked']],
  ['failed', ['baked', 'failed', 'unchanged']],
  ['interrupted', ['failed', 'interrupted', 'baked']],
  ['planned', ['planned', 'unchanged']],
  ['unchanged', ['unchanged', 'unchanged']],
])('the outcome is the worst of all: %s of %j', (outcome, outcomes) => {
  const runs = outcomes.map(each => ({ ...some, outcome: each }))
  expect(bakesDocument(runs)).toEqual({ schemaVersion: 1, outcome, runs })
})
