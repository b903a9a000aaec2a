import type { BakeDocument } from './document.ts'

/** The one document that `bake --json` prints when several images were asked for. */
export interface BakesDocument {
  readonly schemaVersion: 1
  /** The worst of the runs. */
  readonly outcome: BakeDocument['outcome']
  readonly runs: readonly BakeDocument[]
}

/** Worst first. */
const outcomes = ['interrupted', 'failed', 'baked', 'planned', 'unchanged'] as const

export function bakesDocument(runs: readonly BakeDocument[]): BakesDocument {
  const outcome = outcomes.find(candidate => runs.some(run => run.outcome === candidate)) ?? 'unchanged'
  return { schemaVersion: 1, outcome, runs }
}
