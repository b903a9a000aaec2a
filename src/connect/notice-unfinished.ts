import type { CallerIdentity } from '../aws/sts.ts'
import { stateFolder } from '../host/places.ts'
import { processes } from '../host/processes.ts'
import { files } from '../host/system.ts'
import { onOneLine } from '../reporters/foreign.ts'
import { isOfProject } from '../runs/record.ts'
import { readRecords, recordsFolder } from '../runs/record-file.ts'
import { unfinishedNotice, unfinishedRuns } from '../runs/unfinished.ts'

interface Account {
  readonly endpoint: string | null
  caller(): Promise<CallerIdentity>
}

/** Where a project's records are, and its name; undefined where there is no configuration: any project. */
export interface ProjectPlace {
  readonly folder: string
  readonly name: string | null | undefined
}

/** One line about interrupted runs of this project that left resources; calls AWS only when there may be one. */
export async function noticeUnfinished(
  { folder, name }: ProjectPlace,
  aws: Account,
  notice: (text: string) => void,
): Promise<void> {
  const records = await readRecords(recordsFolder(stateFolder(), folder), 'bake', files)
  const ofProject = records.filter(record => name === undefined || isOfProject(record, name))
  const candidates = ofProject.filter(
    ({ endpoint, cleanedAt }) => endpoint === aws.endpoint && cleanedAt === null,
  )
  if (!candidates.some(({ outcome, leftovers }) => outcome === 'running' || leftovers === true)) return
  const { accountId } = await aws.caller()
  const text = unfinishedNotice(
    await unfinishedRuns(ofProject, { accountId, endpoint: aws.endpoint }, processes),
  )
  if (text !== undefined) notice(onOneLine(text))
}
