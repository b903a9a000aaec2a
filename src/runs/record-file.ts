import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { FileSystem } from '../ports/ports.ts'
import type { BakeRecord, DeployRecord, RecordKind, RecordOf, RunRecord } from './record.ts'
import { runsFolder } from './run-folder.ts'

/** Temporary file, fsync, rename: after a crash the file holds the record before or the record after. */
export async function writeRecord(runFolder: string, record: RunRecord): Promise<void> {
  await writeFileAtomic(join(runFolder, fileName), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
}

/** Records of past runs of one kind, newest first. Files that cannot be read are skipped: records are only an aid. */
export async function readRecords<Kind extends RecordKind>(
  projectFolder: string,
  kind: Kind,
  fileSystem: FileSystem,
): Promise<RecordOf<Kind>[]> {
  const folder = runsFolder(projectFolder)
  const names = await fileSystem.readdir(folder).catch(() => [])
  const newest = names.toSorted().reverse().slice(0, 200)
  const records = await Promise.all(newest.map(name => readRecord(join(folder, name), fileSystem)))
  return records.filter((record): record is RecordOf<Kind> => record?.kind === kind)
}

/**
 * A record of this version, also from the file of an older version, or of a newer one that only added fields, which
 * are kept. Undefined for anything else, such as a kind of run that this version does not know.
 */
export function parseRecord(text: string): RunRecord | undefined {
  const found = JSON.parse(text) as Partial<RunRecord>
  if (typeof found.runId !== 'string' || typeof found.region !== 'string') return undefined
  const kind = found.kind ?? ('stackName' in found ? 'deploy' : 'bake')
  const base = { ...common, ...found, schemaVersion: 2 }
  if (kind === 'bake') return { ...bake, regions: [found.region], ...base, kind } as BakeRecord
  if (kind === 'deploy') return { ...deploy, ...base, kind } as DeployRecord
  return undefined
}

const fileName = 'run.json'
/** Where older versions keep the record of a deploy. */
const olderFileName = 'deploy.json'

async function readRecord(runFolder: string, fileSystem: FileSystem): Promise<RunRecord | undefined> {
  for (const name of [fileName, olderFileName]) {
    try {
      return parseRecord(await fileSystem.readFile(join(runFolder, name), 'utf8'))
    } catch {
      // No such file, or one that was damaged.
    }
  }
  return undefined
}

/** What older records do not have. */
const common = {
  accountId: '',
  startedAt: '',
  outcome: 'failed',
  stepSeconds: {},
  endpoint: null,
  owner: null,
  leftovers: null,
}
const bake = { image: '', inputs: {}, packer: null, amiName: null, created: [], cleanedAt: null }
const deploy = { stackName: '', changeSet: null, operation: null }
