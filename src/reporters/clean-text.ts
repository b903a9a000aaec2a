import { onOneLine } from './foreign.ts'
import type { Paint } from './paint.ts'

interface Listed {
  readonly runId: string
  readonly region: string
  readonly type: string
  readonly id: string
}

/** The structure of the proposal in images/clean: reporters do not import workflows. */
export interface ShownProposal {
  readonly removals: readonly (Listed & { readonly proof: string })[]
  readonly kept: readonly (Listed & { readonly why: string })[]
  readonly skipped: readonly { readonly runId: string; readonly why: string }[]
  readonly orphans: readonly { readonly runId: string; readonly record: PackerOf | undefined }[]
}

interface PackerOf {
  readonly packer: { readonly processId: number } | null
}

/** What would be deleted, by run, and the proof that each resource belongs to its run. */
export function proposalText(proposal: ShownProposal, paint: Paint): string {
  const { removals, kept, skipped, orphans } = onOneLine(proposal)
  const runIds = [...new Set([...orphans, ...removals, ...kept].map(({ runId }) => runId))]
  const blocks = runIds.map(runId => [
    paint('bold', `run ${runId}`),
    ...orphans
      .filter(orphan => orphan.runId === runId)
      .map(({ record }) => `  stop    Packer (process ${record?.packer?.processId}), which outlived its run`),
    ...removals
      .filter(removal => removal.runId === runId)
      .map(
        ({ type, id, region, proof }) => `  delete  ${type} ${id} in ${region} ${paint('dim', `(${proof})`)}`,
      ),
    ...kept
      .filter(item => item.runId === runId)
      .map(({ type, id, region, why }) => paint('yellow', `  keep    ${type} ${id} in ${region}: ${why}`)),
  ])
  const left = skipped.map(({ runId, why }) => paint('dim', `run ${runId} skipped: ${why}`))
  return [...blocks.flat(), ...left].map(line => `${line}\n`).join('')
}
