import { z } from 'zod'
import type { BakesDocument } from './bakes-document.ts'
import type { BakeDocument } from './document.ts'

const text = z.string()
const textOrNull = text.nullable()
const schemaVersion = z.literal(1)
const outcome = z.enum(['baked', 'unchanged', 'planned', 'failed', 'interrupted'])

/** What `bake --json` prints of one image. */
export const bakeDocument = z.strictObject({
  schemaVersion,
  outcome,
  runId: textOrNull,
  image: textOrNull.describe('Name in the configuration.'),
  bakeKey: textOrNull,
  amis: z.array(z.strictObject({ region: text, imageId: text, name: text, snapshotIds: z.array(text) })),
  base: z
    .strictObject({
      imageId: text,
      name: text,
      release: textOrNull,
      agentVersion: textOrNull,
      dockerVersion: textOrNull,
    })
    .nullable(),
  packer: z
    .strictObject({
      version: text,
      plugin: textOrNull.describe('Version of the Amazon plugin; null where it is part of Packer.'),
    })
    .nullable(),
  startedAt: text.describe('ISO 8601.'),
  durationSeconds: z.number(),
  runFolder: textOrNull,
  error: z.strictObject({ code: text, message: text, hint: text, stage: textOrNull }).nullable(),
  leftovers: z
    .array(z.strictObject({ region: text, type: text, id: text }))
    .describe('What the run made and could not remove.'),
}) satisfies z.ZodType<BakeDocument>

const bakesDocument = z
  .strictObject({
    schemaVersion,
    outcome: outcome.describe('The worst of the runs.'),
    runs: z.array(bakeDocument),
  })
  .describe('Of several images, or --all.') satisfies z.ZodType<BakesDocument>

/** Whatever `bake --json` prints. */
export const bakeOutput = z
  .union([bakeDocument, bakesDocument])
  .describe('Document of packer-ecs bake --json.')
