import type { OrphanState } from '../../runs/orphan.ts'
import type { OwnerState } from '../../runs/owner.ts'
import type { RunRecord } from '../../runs/run-record.ts'

/** What is known of a run that may have left something behind. */
export interface RunFacts {
  readonly runId: string
  /** Undefined when this machine does not know the run. */
  readonly record: RunRecord | undefined
  /** Undefined without a record, or with one that names no owner. */
  readonly owner: OwnerState | undefined
  /** Of the run's Packer; undefined when none is recorded. */
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

/** No bake takes that long: an unknown run that is older is not under way on another machine. Seconds. */
export const longestBake = 6 * 3600

/** Which runs are dead beyond doubt; a run that a person names needs no age. */
export function selectRuns(facts: readonly RunFacts[], options: SelectionOptions): RunSelection {
  const asked = facts.filter(({ runId }) => options.run === undefined || runId === options.run)
  const judged = asked.map(run => ({ run, why: obstacle(run, options) }))
  return {
    selected: judged.filter(({ why }) => why === undefined).map(({ run }) => run),
    skipped: judged.flatMap(({ run, why }) => (why === undefined ? [] : [{ runId: run.runId, why }])),
  }
}

/** Why a run is left alone; undefined when it is not. */
function obstacle(
  { runId, record, owner, packer }: RunFacts,
  { run, olderThanSeconds, now }: SelectionOptions,
): string | undefined {
  const age = ageInSeconds(runId, now)
  if (owner === 'alive' && record?.outcome === 'running') {
    return `it is under way (process ${record.owner?.processId})`
  }
  if (packer === 'doubtful') {
    return `process group ${record?.packer?.processId} may be its Packer, but that cannot be proven; end it first`
  }
  if (olderThanSeconds !== undefined && age < olderThanSeconds) return 'it is not old enough'
  const unseen =
    record === undefined || (record.outcome === 'running' && owner !== 'dead') || packer === 'elsewhere'
  if (unseen && run === undefined && age < longestBake) {
    return `it may be under way on ${record?.owner?.host ?? 'another machine'}; name it with --run when it is not`
  }
  return undefined
}

function ageInSeconds(runId: string, now: Date): number {
  return (now.getTime() - startOf(runId).getTime()) / 1000
}

/** A run's id begins with its start in UTC. */
export function startOf(runId: string): Date {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-/.exec(runId) ?? []
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map(Number)
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second))
}
