import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { FileSystem, ProcessIdentity } from '../ports/ports.ts'
import { runsFolder } from './run-folder.ts'

/** What this machine knows of a deploy. It is on disk before the change set that it names is made. */
export interface DeployRecord {
  readonly schemaVersion: 1
  readonly runId: string
  readonly stackName: string
  readonly accountId: string
  readonly region: string
  /** Own address of the AWS API; null on AWS itself. */
  readonly endpoint: string | null
  /** ISO 8601. */
  readonly startedAt: string
  readonly outcome: 'running' | DeployEnd
  /** Of a change set that may still be there; null when none is, or it was executed. */
  readonly changeSet: string | null
  /** How long CloudFormation worked, in seconds; null unless it ended well while it was watched. */
  readonly operation: { readonly kind: 'create' | 'update'; readonly seconds: number } | null
  readonly owner: ProcessIdentity
}

export type DeployEnd =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'planned'
  | 'started'
  | 'detached'
  | 'rolledBack'
  | 'failed'

export interface DeployRecordKeeper {
  readonly record: DeployRecord
  update(change: Partial<DeployRecord>): Promise<void>
}

export async function keepDeployRecord(runFolder: string, first: DeployRecord): Promise<DeployRecordKeeper> {
  let record = first
  await writeDeployRecord(runFolder, record)
  return {
    get record() {
      return record
    },
    async update(change) {
      record = { ...record, ...change }
      await writeDeployRecord(runFolder, record)
    },
  }
}

export async function writeDeployRecord(runFolder: string, record: DeployRecord): Promise<void> {
  await writeFileAtomic(join(runFolder, fileName), `${JSON.stringify(record, null, 2)}\n`)
}

/** Newest first; what cannot be read is passed over: the records are only a help. */
export async function readDeployRecords(
  projectFolder: string,
  fileSystem: FileSystem,
): Promise<DeployRecord[]> {
  const folder = runsFolder(projectFolder)
  const names = await fileSystem.readdir(folder).catch(() => [])
  const newest = names.toSorted().reverse().slice(0, 200)
  const records = await Promise.all(
    newest.map(async name => {
      try {
        return JSON.parse(await fileSystem.readFile(join(folder, name, fileName), 'utf8')) as DeployRecord
      } catch {
        return undefined
      }
    }),
  )
  return records.filter(record => record !== undefined)
}

/** How long CloudFormation worked on such a change of this stack before: the median, in seconds; null when never. */
export function expectedOperationSeconds(
  records: readonly DeployRecord[],
  { stackName, accountId, kind }: { stackName: string; accountId: string; kind: 'create' | 'update' },
): number | null {
  const seconds = records
    .filter(record => record.stackName === stackName && record.accountId === accountId)
    .flatMap(({ operation }) => (operation?.kind === kind ? [operation.seconds] : []))
    .toSorted((a, b) => a - b)
  return seconds[Math.floor(seconds.length / 2)] ?? null
}

const fileName = 'deploy.json'
