import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { FileSystem, ProcessIdentity } from '../ports/ports.ts'
import { runsFolder } from './run-folder.ts'

/**
 * What this machine knows of a run. It is written, to disk, before each thing that it names is created. It is
 * a help: the tags in the account are the truth.
 */
export interface RunRecord {
  readonly schemaVersion: 2
  readonly runId: string
  readonly image: string
  readonly accountId: string
  readonly region: string
  /** Own address of the AWS API; null on AWS itself. */
  readonly endpoint: string | null
  /** ISO 8601. */
  readonly startedAt: string
  readonly outcome: 'running' | 'baked' | 'unchanged' | 'planned' | 'failed' | 'interrupted'
  /** Seconds that each finished step took, for the expected times of later runs. */
  readonly stepSeconds: Readonly<Record<string, number>>
  /** Digest of each part that decided the AMI's content; empty when the plan was not reached. */
  readonly inputs: Readonly<Record<string, string>>
  /** The process of packer-ecs; null in records of version 1. */
  readonly owner: ProcessIdentity | null
  /** The leader of Packer's process group; null before the build. */
  readonly packer: ProcessIdentity | null
  /** Where anything may be created; the build's region is the first. */
  readonly regions: readonly string[]
  /** The AMI's name in every region; null before the build. */
  readonly amiName: string | null
  /** What Packer told that it creates, or has created. */
  readonly created: readonly CreatedResource[]
  /** Whether something was left behind when it ended; null while that is not known. */
  readonly leftovers: boolean | null
  /** When `clean` had nothing more to remove; ISO 8601. */
  readonly cleanedAt: string | null
}

export interface CreatedResource {
  readonly kind: 'instance' | 'image' | 'key-pair' | 'security-group' | 'instance-profile'
  /** An id for instance and image, a name for the others. */
  readonly id: string
}

/** Temporary file, fsync, rename: a crash leaves the record before or the record after. */
export async function writeRunRecord(runFolder: string, record: RunRecord): Promise<void> {
  await writeFileAtomic(recordFile(runFolder), `${JSON.stringify(record, null, 2)}\n`)
}

/** The records of past runs, newest first; what cannot be read is passed over: they are only a help. */
export async function readRunRecords(projectFolder: string, fileSystem: FileSystem): Promise<RunRecord[]> {
  const folder = runsFolder(projectFolder)
  const names = await fileSystem.readdir(folder).catch(() => [])
  const records = await Promise.all(
    names
      .toSorted()
      .reverse()
      .slice(0, 200)
      .map(name => readRunRecord(join(folder, name), fileSystem)),
  )
  return records.filter(record => record !== undefined)
}

async function readRunRecord(runFolder: string, fileSystem: FileSystem): Promise<RunRecord | undefined> {
  try {
    return parseRunRecord(await fileSystem.readFile(recordFile(runFolder), 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * A record of this version, also from an older one or from a newer one that only added to it. Undefined for
 * what is no record.
 */
export function parseRunRecord(text: string): RunRecord | undefined {
  const record = JSON.parse(text) as Partial<RunRecord> & { readonly region?: string }
  if (typeof record.runId !== 'string' || typeof record.region !== 'string') return undefined
  const older = {
    image: '',
    accountId: '',
    startedAt: '',
    outcome: 'failed',
    stepSeconds: {},
    inputs: {},
    endpoint: null,
    owner: null,
    packer: null,
    regions: [record.region],
    amiName: null,
    created: [],
    leftovers: null,
    cleanedAt: null,
  } as const
  return { ...older, ...record, schemaVersion: 2 } as RunRecord
}

function recordFile(runFolder: string): string {
  return join(runFolder, 'run.json')
}
