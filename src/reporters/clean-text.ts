import type { Paint } from './text.ts'

interface Listed {
  readonly runId: string
  readonly region: string
  readonly type: string
  readonly id: string
}

/** Structure of images/clean's proposal; reporters know no workflow. */
export interface ShownProposal {
  readonly removals: readonly (Listed & { readonly proof: string })[]
  readonly kept: readonly (Listed & { readonly why: string })[]
  readonly skipped: readonly { readonly runId: string; readonly why: string }[]
  readonly orphans: readonly { readonly runId: string; readonly record: PackerOf | undefined }[]
}

interface PackerOf {
  readonly packer: { readonly processId: number } | null
}

/** What would be removed, run by run, and by what each thing is known. */
export function proposalText({ removals, kept, skipped, orphans }: ShownProposal, paint: Paint): string {
  const runIds = [...new Set([...orphans, ...removals, ...kept].map(({ runId }) => runId))]
  const blocks = runIds.map(runId => [
    paint('bold', `run ${runId}`),
    ...orphans
      .filter(orphan => orphan.runId === runId)
      .map(
        ({ record }) =>
          `  end     Packer, process ${record?.packer?.processId}, which runs without its driver`,
      ),
    ...removals
      .filter(removal => removal.runId === runId)
      .map(
        ({ type, id, region, proof }) => `  remove  ${type} ${id} in ${region} ${paint('dim', `(${proof})`)}`,
      ),
    ...kept
      .filter(item => item.runId === runId)
      .map(({ type, id, region, why }) => paint('yellow', `  keep    ${type} ${id} in ${region}: ${why}`)),
  ])
  const left = skipped.map(({ runId, why }) => paint('dim', `run ${runId} is left alone: ${why}`))
  return [...blocks.flat(), ...left].map(line => `${line}\n`).join('')
}
