import { errorDocument } from '../../errors/error-document.ts'
import { InterruptedError } from '../../errors/interrupted.ts'
import type { ToolError } from '../../errors/tool-error.ts'
import type { Applied } from './apply.ts'
import type { CleanProposal } from './clean.ts'
import type { Kept, Removal } from './plan.ts'

/** The one document that `clean --json` prints. */
export interface CleanDocument {
  readonly schemaVersion: 1
  /** `failed`: something could not be removed, or the command ended early. */
  readonly outcome: 'cleaned' | 'nothing' | 'planned' | 'declined' | 'failed' | 'interrupted'
  /** Runs that were looked at and are dead. */
  readonly runs: readonly string[]
  /** With `planned` and `declined` what would be removed, otherwise what was. */
  readonly removals: readonly Removal[]
  readonly kept: readonly Kept[]
  readonly failed: Applied['failed']
  readonly skipped: CleanProposal['skipped']
  readonly error: { readonly code: string; readonly message: string; readonly hint: string } | null
}

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
