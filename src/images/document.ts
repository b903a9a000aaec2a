import { z } from 'zod'
import type { Image } from '../aws/image.ts'
import { type DocumentOf, errorDocument, errorSchema } from '../errors/error-document.ts'
import { InterruptedError } from '../errors/interrupted.ts'
import type { ToolError } from '../errors/tool-error.ts'

const text = z.string()
const textOrNull = text.nullable()

export const bakeOutcome = z.enum(['baked', 'unchanged', 'planned', 'failed', 'interrupted'])

const bakedAmiSchema = z.strictObject({
  region: text,
  imageId: text,
  name: text,
  snapshotIds: z.array(text),
})

const leftover = z.strictObject({ region: text, type: text, id: text })

/** What `bake --json` prints for one image. Fields that do not apply to an outcome are null. */
export const bakeDocument = z.strictObject({
  schemaVersion: z.literal(1),
  outcome: bakeOutcome,
  runId: textOrNull,
  image: textOrNull.describe('Name in the configuration.'),
  bakeKey: textOrNull,
  amis: z.array(bakedAmiSchema),
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
  error: errorSchema.extend({ stage: textOrNull }).nullable(),
  leftovers: z.array(leftover).describe('Resources that the run created and could not delete.'),
})

export type BakeDocument = DocumentOf<typeof bakeDocument>
export type BakedAmi = DocumentOf<typeof bakedAmiSchema>

/** For a bake that ended before it had a run: no configuration, no credentials, no sandbox, Ctrl-C at a question. */
export function failedDocument(error: ToolError, startedAt: Date, endedAt: Date): BakeDocument {
  return {
    schemaVersion: 1,
    outcome: error instanceof InterruptedError ? 'interrupted' : 'failed',
    runId: null,
    image: null,
    bakeKey: null,
    amis: [],
    base: null,
    packer: null,
    startedAt: startedAt.toISOString(),
    durationSeconds: (endedAt.getTime() - startedAt.getTime()) / 1000,
    runFolder: null,
    error: { ...errorDocument(error), stage: null },
    leftovers: [],
  }
}

export function bakedAmi(region: string, { imageId, name, volumes }: Image): BakedAmi {
  return { region, imageId, name, snapshotIds: volumes.map(({ snapshotId }) => snapshotId) }
}
