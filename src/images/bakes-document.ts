import { z } from 'zod'
import type { DocumentOf } from '../errors/error-document.ts'
import { type BakeDocument, bakeDocument, bakeOutcome } from './document.ts'

export const bakesSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    outcome: bakeOutcome.describe('The worst outcome of the runs.'),
    runs: z.array(bakeDocument),
  })
  .describe('Printed for several images, or with --all.')

/** What `bake --json` prints for several images. */
export type BakesDocument = DocumentOf<typeof bakesSchema>

/** Worst first. */
const outcomes = ['interrupted', 'failed', 'baked', 'planned', 'unchanged'] as const

export function bakesDocument(runs: readonly BakeDocument[]): BakesDocument {
  const outcome = outcomes.find(candidate => runs.some(run => run.outcome === candidate)) ?? 'unchanged'
  return { schemaVersion: 1, outcome, runs }
}
