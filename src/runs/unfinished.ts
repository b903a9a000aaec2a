import type { Processes } from '../ports/ports.ts'
import { ownerState } from './owner.ts'
import type { RunRecord } from './run-record.ts'

/** Runs that ended without an end, or that left something behind, and that `clean` has not seen to. */
export async function unfinishedRuns(
  records: readonly RunRecord[],
  account: Pick<RunRecord, 'accountId' | 'endpoint'>,
  processes: Processes,
): Promise<readonly RunRecord[]> {
  const ours = records.filter(
    ({ accountId, endpoint, cleanedAt }) =>
      accountId === account.accountId && endpoint === account.endpoint && cleanedAt === null,
  )
  const unfinished = await Promise.all(
    ours.map(async record => {
      if (record.outcome !== 'running') return record.leftovers === true ? [record] : []
      const state = record.owner === null ? 'dead' : await ownerState(record.owner, processes)
      return state === 'dead' ? [record] : []
    }),
  )
  return unfinished.flat()
}

/** One line for whoever runs the next command; undefined when there is nothing to say. */
export function unfinishedNotice(runs: readonly RunRecord[]): string | undefined {
  const [newest, ...more] = runs
  if (newest === undefined) return undefined
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`
  return `run ${newest.runId} of image ${newest.image} may have left something behind${others}: packer-ecs clean --run ${newest.runId}`
}
