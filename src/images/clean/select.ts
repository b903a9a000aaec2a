import { longestAmiMinutes } from '../../config/settings.ts'
import { ownCommand } from '../../errors/own-command.ts'
import type { OrphanState } from '../../runs/orphan.ts'
import type { OwnerState } from '../../runs/owner.ts'
import type { BakeRecord } from '../../runs/record.ts'
import { startOf } from '../../runs/run-id.ts'

/** A run that may have left something behind. */
export interface RunFacts {
  readonly runId: string
  /** Undefined when this machine has no record of the run. */
  readonly record: BakeRecord | undefined
  /** Undefined without a record, or with a record without an owner. */
  readonly owner: OwnerState | undefined
  /** The state of the run's Packer; undefined when the record has none. */
  readonly packer: OrphanState | undefined
}

export interface RunSelection {
  readonly selected: readonly RunFacts[]
  readonly skipped: readonly { readonly runId: string; readonly why: string }[]
}

export interface SelectionOptions {
  /** Only this run. */
  readonly run?: string | undefined
  /** Only runs that started longer ago than this. */
  readonly olderThanSeconds?: number | undefined
  readonly now: Date
}

/**
 * Seconds: six hours of scripts, the AMI and its copies, which are made at the same time. No bake takes longer, so an
 * older run without a record is not running on another machine.
 */
export const longestBake = 6 * 3600 + 2 * longestAmiMinutes * 60

/** The runs that have certainly ended. A run that is named with --run may be of any age. */
export function selectRuns(facts: readonly RunFacts[], options: SelectionOptions): RunSelection {
  const asked = facts.filter(({ runId }) => options.run === undefined || runId === options.run)
  const judged = asked.map(run => ({ run, why: obstacle(run, options) }))
  return {
    selected: judged.filter(({ why }) => why === undefined).map(({ run }) => run),
    skipped: judged.flatMap(({ run, why }) => (why === undefined ? [] : [{ runId: run.runId, why }])),
  }
}

/** Why a run is skipped; undefined when it is not. */
function obstacle(
  { runId, record, owner, packer }: RunFacts,
  { run, olderThanSeconds, now }: SelectionOptions,
): string | undefined {
  const start = startOf(runId)
  if (start === undefined) return 'its id is not a run id'
  const age = (now.getTime() - start.getTime()) / 1000
  if (owner === 'alive' && record?.outcome === 'running') {
    return `it is still running (process ${record.owner?.processId})`
  }
  if (packer === 'doubtful') {
    return `process group ${record?.packer?.processId} may be its Packer, which cannot be verified; end that process first`
  }
  if (olderThanSeconds !== undefined && age < olderThanSeconds) return 'it is not old enough'
  const unseen =
    record === undefined || (record.outcome === 'running' && owner !== 'dead') || packer === 'elsewhere'
  if (unseen && run === undefined && age < longestBake) {
    return `it may still be running on ${record?.owner?.host ?? 'another machine'}; if it is not: ${ownCommand('clean', '--run', runId)}`
  }
  return undefined
}
