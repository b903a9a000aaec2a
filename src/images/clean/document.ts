import { z } from 'zod'
import { type DocumentOf, errorDocument, errorSchema } from '../../errors/error-document.ts'
import { InterruptedError } from '../../errors/interrupted.ts'
import type { ToolError } from '../../errors/tool-error.ts'
import type { Applied } from './apply.ts'
import type { CleanProposal } from './clean.ts'
import type { Kept } from './plan.ts'

const text = z.string()
const resource = z.strictObject({
  runId: text,
  region: text,
  type: z.enum([
    'instance',
    'key-pair',
    'launch-template',
    'security-group',
    'volume',
    'image',
    'snapshot',
    'instance-profile',
    'auto-scaling-group',
  ]),
  id: text,
})
const removal = resource.extend({ proof: text.describe('How the resource is known to belong to the run.') })

/** What `clean --json` prints. */
export const cleanSchema = z.strictObject({
  schemaVersion: z.literal(1),
  outcome: z
    .enum(['cleaned', 'nothing', 'planned', 'declined', 'failed', 'interrupted'])
    .describe('"failed": a resource could not be deleted, or the command ended early.'),
  runs: z.array(text).describe('Runs that were examined and are no longer active.'),
  removals: z
    .array(removal)
    .describe('With "planned" and "declined", what would be deleted; otherwise what was deleted.'),
  kept: z.array(resource.extend({ why: text })),
  failed: z.array(removal.extend({ why: text })),
  skipped: z.array(z.strictObject({ runId: text, why: text })),
  error: errorSchema.nullable(),
})

export type CleanDocument = DocumentOf<typeof cleanSchema>

export function cleanDocument(
  outcome: CleanDocument['outcome'],
  { runs, skipped, kept, removals }: CleanProposal,
  done?: Applied & { readonly kept: readonly Kept[] },
): CleanDocument {
  return {
    schemaVersion: 1,
    outcome,
    runs: runs.map(({ runId }) => runId),
    removals: done?.removed ?? removals,
    kept: done?.kept ?? kept,
    failed: done?.failed ?? [],
    skipped,
    error: null,
  }
}

export function failedCleanDocument(error: ToolError): CleanDocument {
  return {
    schemaVersion: 1,
    outcome: error instanceof InterruptedError ? 'interrupted' : 'failed',
    runs: [],
    removals: [],
    kept: [],
    failed: [],
    skipped: [],
    error: errorDocument(error),
  }
}
