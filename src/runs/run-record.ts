import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { FileSystem } from '../ports/ports.ts'
import { runsFolder } from './run-folder.ts'

/** What is known of a run on this machine; the tags in the account are the truth. */
export interface RunRecord {
  readonly schemaVersion: 1
  readonly runId: string
  readonly image: string
  readonly accountId: string
  readonly region: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly outcome: 'running' | 'baked' | 'unchanged' | 'planned' | 'failed' | 'interrupted'
  /** Seconds that each finished step took, for the expected times of later runs. */
  readonly stepSeconds: Readonly<Record<string, number>>
  /** Digest of each part that decided the AMI's content; empty when the plan was not reached. */
  readonly inputs: Readonly<Record<string, string>>
}

export async function writeRunRecord(runFolder: string, record: RunRecord): Promise<void> {
  await writeFileAtomic(join(runFolder, 'run.json'), `${JSON.stringify(record, null, 2)}\n`)
}

/** The records of past runs, newest first; what cannot be read is passed over: they are only a help. */
export async function readRunRecords(projectFolder: string, fileSystem: FileSystem): Promise<RunRecord[]> {
  const folder = runsFolder(projectFolder)
  const names = await fileSystem.readdir(folder).catch(() => [])
  const records = await Promise.all(
    names
      .toSorted()
      .reverse()
      .slice(0, 50)
      .map(name => readRunRecord(join(folder, name, 'run.json'), fileSystem)),
  )
  return records.filter(record => record !== undefined)
}

async function readRunRecord(file: string, fileSystem: FileSystem): Promise<RunRecord | undefined> {
  try {
    const record = JSON.parse(await fileSystem.readFile(file, 'utf8')) as RunRecord
    return record.schemaVersion === 1 ? record : undefined
  } catch {
    return undefined
  }
}
