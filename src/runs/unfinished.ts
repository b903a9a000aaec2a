import { ownCommand } from '../errors/own-command.ts'
import type { Processes } from '../ports/ports.ts'
import { ownerState } from './owner.ts'
import type { BakeRecord } from './record.ts'

/** Interrupted bakes, and bakes that left something behind, that `clean` has not cleaned up. */
export async function unfinishedRuns(
  records: readonly BakeRecord[],
  account: Pick<BakeRecord, 'accountId' | 'endpoint'>,
  processes: Processes,
): Promise<readonly BakeRecord[]> {
  const ours = records.filter(
    ({ accountId, endpoint, cleanedAt }) =>
      accountId === account.accountId && endpoint === account.endpoint && cleanedAt === null,
  )
  const unfinished = await Promise.all(
    ours.map(async record => {
      if (record.outcome !== 'running') return record.leftovers === true ? [record] : []
      return (await ownerState(record.owner, processes)) === 'dead' ? [record] : []
    }),
  )
  return unfinished.flat()
}

/** One line for the next command; undefined when there is nothing to report. */
export function unfinishedNotice(runs: readonly BakeRecord[]): string | undefined {
  const [newest, ...more] = runs
  if (newest === undefined) return undefined
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`
  return `run ${newest.runId} of image ${newest.image} may have left something behind${others}: ${ownCommand('clean', '--run', newest.runId)}`
}
