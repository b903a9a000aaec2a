import { dirname, resolve } from 'node:path'
import type { CallerIdentity } from '../aws/sts.ts'
import type { CommonOptions } from '../host/options.ts'
import { workingFolder } from '../host/places.ts'
import { processes } from '../host/processes.ts'
import { files } from '../host/system.ts'
import { readRecords } from '../runs/record-file.ts'
import { unfinishedNotice, unfinishedRuns } from '../runs/unfinished.ts'

interface Account {
  readonly endpoint: string | null
  caller(): Promise<CallerIdentity>
}

/** One line about runs of this project that died and were not cleaned up; asks AWS only when there may be one. */
export async function noticeUnfinished(
  projectFolder: string,
  aws: Account,
  tell: (text: string) => void,
): Promise<void> {
  const records = await readRecords(projectFolder, 'bake', files)
  const candidates = records.filter(
    ({ endpoint, cleanedAt }) => endpoint === aws.endpoint && cleanedAt === null,
  )
  if (!candidates.some(({ outcome, leftovers }) => outcome === 'running' || leftovers === true)) return
  const { accountId } = await aws.caller()
  const text = unfinishedNotice(
    await unfinishedRuns(records, { accountId, endpoint: aws.endpoint }, processes),
  )
  if (text !== undefined) tell(text)
}

/** The same for a command that reads no configuration: on standard error, for the project that it would read. */
export function noticeUnfinishedOf({ config, quiet }: CommonOptions, aws: Account): Promise<void> {
  return noticeUnfinished(dirname(resolve(workingFolder(), config)), aws, text => {
    if (!quiet) process.stderr.write(`${text}\n`)
  })
}
