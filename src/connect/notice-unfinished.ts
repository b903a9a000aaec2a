import type { CallerIdentity } from '../aws/sts.ts'
import { stateFolder } from '../host/places.ts'
import { processes } from '../host/processes.ts'
import { files } from '../host/system.ts'
import { onOneLine } from '../reporters/foreign.ts'
import { readRecords, recordsFolder } from '../runs/record-file.ts'
import { unfinishedNotice, unfinishedRuns } from '../runs/unfinished.ts'

interface Account {
  readonly endpoint: string | null
  caller(): Promise<CallerIdentity>
}

/** One line about interrupted runs of this project that left resources; calls AWS only when there may be one. */
export async function noticeUnfinished(
  projectFolder: string,
  aws: Account,
  notice: (text: string) => void,
): Promise<void> {
  const records = await readRecords(recordsFolder(stateFolder(), projectFolder), 'bake', files)
  const candidates = records.filter(
    ({ endpoint, cleanedAt }) => endpoint === aws.endpoint && cleanedAt === null,
  )
  if (!candidates.some(({ outcome, leftovers }) => outcome === 'running' || leftovers === true)) return
  const { accountId } = await aws.caller()
  const text = unfinishedNotice(
    await unfinishedRuns(records, { accountId, endpoint: aws.endpoint }, processes),
  )
  if (text !== undefined) notice(onOneLine(text))
}
