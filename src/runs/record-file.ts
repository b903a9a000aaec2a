import { createHash } from 'node:crypto'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { ToolError } from '../errors/tool-error.ts'
import type { FileSystem } from '../ports/ports.ts'
import type { RecordKind, RecordOf, RunRecord } from './record.ts'
import { isFields, isRecord } from './record-shape.ts'
import { runsFolder } from './run-folder.ts'
import { isRunId } from './run-id.ts'

/**
 * Where the records of a project's runs are: in the user's state folder. A record leads to signals and deletions, and
 * another person may have written the files of a project.
 */
export function recordsFolder(stateFolder: string, projectFolder: string): string {
  return join(stateFolder, 'runs', createHash('sha256').update(projectFolder).digest('hex').slice(0, 32))
}

/** @throws ToolError RECORD_NOT_WRITABLE */
export async function createRecordsFolder(folder: string, fileSystem: FileSystem): Promise<void> {
  try {
    await fileSystem.mkdir(folder, { recursive: true, mode: 0o700 })
  } catch (cause) {
    throw new ToolError(
      'RECORD_NOT_WRITABLE',
      `the record of the run could not be written in ${folder}: ${String(cause)}`,
      {
        why: 'It lists everything that the run creates, so that an interrupted run can be cleaned up.',
        hint: 'Make that folder writable, or set XDG_STATE_HOME to a writable folder.',
        cause,
      },
    )
  }
}

/** Temporary file, fsync, rename: after a crash the file holds the record before or the record after. */
export async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  await writeFileAtomic(join(folder, `${record.runId}${ending}`), textOf(record), { mode: 0o600 })
}

/** For people, when the run has ended. Nothing reads it. */
export async function writeCopy(runFolder: string, record: RunRecord, fileSystem: FileSystem): Promise<void> {
  await fileSystem.writeFile(join(runFolder, copyName), textOf(record), { mode: 0o600, flag: 'wx' })
}

/** Records of past runs of one kind, newest first. Invalid files are skipped. */
export async function readRecords<Kind extends RecordKind>(
  folder: string,
  kind: Kind,
  fileSystem: FileSystem,
): Promise<RecordOf<Kind>[]> {
  const names = await fileSystem.readdir(folder).catch(() => [])
  const runIds = names.filter(name => name.endsWith(ending)).map(name => name.slice(0, -ending.length))
  return readNewest(runIds, kind, runId => [join(folder, `${runId}${ending}`)], fileSystem)
}

/**
 * Records that older versions left in the project. Anybody may have written them: they serve only to expect durations.
 */
export function readProjectRecords<Kind extends RecordKind>(
  projectFolder: string,
  kind: Kind,
  fileSystem: FileSystem,
): Promise<RecordOf<Kind>[]> {
  const folder = runsFolder(projectFolder)
  const paths = (runId: string) => [copyName, 'deploy.json'].map(name => join(folder, runId, name))
  return fileSystem.readdir(folder).then(
    names => readNewest(names, kind, paths, fileSystem),
    () => [],
  )
}

/** Whether any project on this machine has a record of the run. */
export async function isRunKnown(
  stateFolder: string,
  runId: string,
  fileSystem: FileSystem,
): Promise<boolean> {
  if (!isRunId(runId)) return false
  const parent = join(stateFolder, 'runs')
  const projects = await fileSystem.readdir(parent).catch(() => [])
  const found = await Promise.all(
    projects.map(project => readRecord([join(parent, project, `${runId}${ending}`)], runId, fileSystem)),
  )
  return found.some(record => record !== undefined)
}

/**
 * A record of this version, also from the file of an older version, or of a newer one that only added fields, which
 * are kept. Undefined for anything else, such as a kind of run that this version does not know, a field of the wrong
 * form, or a run id other than that of the file.
 */
export function parseRecord(text: string, runId: string): RunRecord | undefined {
  const found: unknown = JSON.parse(text)
  if (!isFields(found) || found.runId !== runId) return undefined
  const kind = found.kind ?? ('stackName' in found ? 'deploy' : 'bake')
  const missing =
    kind === 'bake'
      ? { ...bake, regions: [found.region] }
      : kind === 'deploy'
        ? deploy
        : kind === 'verify'
          ? {}
          : undefined
  if (missing === undefined) return undefined
  const record = { ...missing, ...common, ...found, schemaVersion: 2, kind }
  return isRecord(record) ? (record as unknown as RunRecord) : undefined
}

const ending = '.json'
const copyName = 'run.json'

function textOf(record: RunRecord): string {
  return `${JSON.stringify(record, null, 2)}\n`
}

async function readNewest<Kind extends RecordKind>(
  runIds: readonly string[],
  kind: Kind,
  paths: (runId: string) => readonly string[],
  fileSystem: FileSystem,
): Promise<RecordOf<Kind>[]> {
  const newest = runIds.filter(isRunId).toSorted().reverse().slice(0, 200)
  const records = await Promise.all(newest.map(runId => readRecord(paths(runId), runId, fileSystem)))
  return records.filter((record): record is RecordOf<Kind> => record?.kind === kind)
}

/** The first of the files that is a valid record. */
async function readRecord(
  paths: readonly string[],
  runId: string,
  fileSystem: FileSystem,
): Promise<RunRecord | undefined> {
  for (const path of paths) {
    try {
      // A record has a few kilobytes. A named pipe or a device would never end.
      const { size } = await regularFile(path, fileSystem)
      if (size > 1_000_000) continue
      const record = parseRecord(await fileSystem.readFile(path, 'utf8'), runId)
      if (record !== undefined) return record
    } catch {
      // No such file, or one that was damaged.
    }
  }
  return undefined
}

async function regularFile(path: string, fileSystem: FileSystem) {
  const found = await fileSystem.stat(path)
  if (!found.isFile()) throw new Error('not a regular file')
  return found
}

/** What older records do not have. */
const common = {
  project: null,
  accountId: '',
  startedAt: '',
  outcome: 'failed',
  stepSeconds: {},
  endpoint: null,
  owner: null,
  leftovers: null,
}
const bake = {
  image: '',
  inputs: {},
  settings: {},
  packer: null,
  spot: false,
  amiName: null,
  created: [],
  cleanedAt: null,
}
const deploy = { stackName: '', changeSet: null, operation: null }
