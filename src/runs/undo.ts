import type { RunContext } from './context.ts'
import { ownerState } from './owner.ts'
import type { RunRecord } from './record.ts'
import { type RecordKeeper, reopenRecord } from './record-keeper.ts'

/**
 * Deletes what one step created. It knows only the record, so it does the same at the end of the run as after a crash,
 * and it does nothing when the record says that the step created nothing.
 */
export type Undo<Kept extends RunRecord, Context> = (
  record: RecordKeeper<Kept>,
  context: Context,
  options: UndoOptions,
) => Promise<Leftovers>

export interface UndoOptions {
  /** Delete what provably belongs to the run; otherwise only report it. */
  readonly remove: boolean
  /** How long to wait for AWS. */
  readonly patienceSeconds: number
}

/** Undefined: AWS could not be asked what is left, so something may be. */
export type Leftovers = readonly Leftover[] | undefined

export interface Leftover {
  readonly region: string
  readonly type: string
  readonly id: string
}

/** The steps of a workflow, as far as undoing them goes. */
export type UndoList<Kept extends RunRecord, Context> = readonly {
  readonly undo: Undo<Kept, Context> | null
}[]

/** How long AWS may take to answer, in seconds. */
export const undoPatience = 600

/** Undoes the steps of a run from its record, the last step first. */
export async function undoSteps<Kept extends RunRecord, Context>(
  steps: UndoList<Kept, Context>,
  record: RecordKeeper<Kept>,
  context: Context,
  options: UndoOptions,
): Promise<Leftovers> {
  const left: Leftover[] = []
  let isKnown = true
  for (const { undo } of steps.toReversed()) {
    const found = undo === null ? [] : await undo(record, context, options)
    if (found === undefined) isKnown = false
    else left.push(...found)
  }
  return isKnown ? left : undefined
}

/** Undoes the steps of earlier runs, from their records, unless such a run may still be in progress. */
export async function undoEarlierRuns<Kept extends RunRecord, Context extends RunContext>(
  steps: UndoList<Kept, Context>,
  records: readonly Kept[],
  recordsFolder: string,
  context: Context,
): Promise<void> {
  for (const found of records) {
    const isOpen = found.outcome === 'running'
    if (isOpen && (await ownerState(found.owner, context.processes)) !== 'dead') continue
    const record: RecordKeeper<RunRecord> & RecordKeeper<Kept> = reopenRecord(recordsFolder, found)
    const left = await undoSteps(steps, record, context, { remove: true, patienceSeconds: undoPatience })
    if (isOpen && left?.length === 0) await record.update({ outcome: 'failed' })
  }
}
