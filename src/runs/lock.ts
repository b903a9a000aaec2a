import { join } from 'node:path'
import { ToolError } from '../errors/tool-error.ts'
import type { FileSystem, Processes, ProcessIdentity, Random } from '../ports/ports.ts'
import { ownerState } from './owner.ts'
import type { RecordKind } from './record.ts'

/** Only one run of a kind works on a subject at a time. */
export interface LockSubject {
  readonly kind: RecordKind
  /** Name of the image or of the stack. */
  readonly subject: string
  /** Name of the project; null without one. Two projects may have an image of the same name. */
  readonly project: string | null
  readonly accountId: string
  readonly region: string
  /** Custom endpoint of the AWS API; null on AWS itself. */
  readonly endpoint: string | null
}

export interface LockOwner extends ProcessIdentity {
  readonly runId: string
  readonly user: string
  /** ISO 8601. */
  readonly since: string
}

export interface Lock {
  release(): Promise<void>
}

interface LockContext {
  /** Folder of the locks; shared by all projects of a user. */
  readonly folder: string
  readonly fileSystem: FileSystem
  readonly processes: Processes
  readonly random: Random
}

/**
 * Takes the lock, also from an owner that died. A lock is a numbered file, and the highest number counts. To take over,
 * a process creates the next number, which the file system lets only one process do; so it never removes a file that
 * counts. A released lock says so in its file.
 *
 * @throws ToolError LOCKED, LOCK_NOT_WRITABLE
 */
export async function acquireLock(
  subject: LockSubject,
  owner: LockOwner,
  context: LockContext,
): Promise<Lock> {
  const { folder, fileSystem, random } = context
  const name = lockName(subject)
  const draft = join(folder, `.${name}.${random.hex(4)}`)
  await prepare(folder, draft, owner, fileSystem)
  try {
    for (;;) {
      const highest = await highestNumber(name, context)
      await assertFree(subject, join(folder, `${name}.${highest}`), context)
      const mine = join(folder, `${name}.${highest + 1}`)
      if (!(await linked(draft, mine, fileSystem))) continue
      if ((await highestNumber(name, context)) === highest + 1) {
        await removeLower(name, highest + 1, context)
        return { release: () => release(mine, `${draft}.released`, owner, fileSystem) }
      }
      await fileSystem.rm(mine, { force: true })
    }
  } finally {
    await fileSystem.rm(draft, { force: true })
  }
}

/**
 * The name of a bake's lock without a project is that of older versions, which share it. The name of a stack is unique
 * in its account and region, whatever the project.
 */
function lockName({ kind, subject, project, accountId, region, endpoint }: LockSubject): string {
  const parts = [
    ...(kind === 'bake' ? [] : [kind]),
    accountId,
    region,
    subject,
    endpoint ?? 'aws',
    ...(kind !== 'bake' || project === null ? [] : [project]),
  ]
  return parts.map(encodeURIComponent).join('~')
}

async function prepare(
  folder: string,
  draft: string,
  owner: LockOwner,
  fileSystem: FileSystem,
): Promise<void> {
  try {
    await fileSystem.mkdir(folder, { recursive: true, mode: 0o700 })
    await fileSystem.writeFile(draft, JSON.stringify(owner), { mode: 0o600 })
  } catch (cause) {
    throw new ToolError('LOCK_NOT_WRITABLE', `the lock could not be written in ${folder}: ${String(cause)}`, {
      why: 'The lock prevents two runs on the same image or stack at the same time.',
      hint: 'Make that folder writable, or set XDG_STATE_HOME to a writable folder.',
      cause,
    })
  }
}

/** 0: the lock was never taken. */
async function highestNumber(name: string, { folder, fileSystem }: LockContext): Promise<number> {
  return Math.max(0, ...numbersOf(name, await fileSystem.readdir(folder)))
}

function numbersOf(name: string, files: readonly string[]): number[] {
  return files
    .filter(file => file.startsWith(`${name}.`))
    .map(file => file.slice(name.length + 1))
    .filter(suffix => /^\d{1,15}$/.test(suffix))
    .map(Number)
}

async function assertFree(subject: LockSubject, file: string, context: LockContext): Promise<void> {
  const owner = await readOwner(file, context.fileSystem)
  if (owner === undefined || owner.released) return
  const state = await ownerState(owner, context.processes)
  if (state === 'dead') return
  throw new ToolError(
    'LOCKED',
    `another ${subject.kind} of ${subject.subject} is in progress in ${subject.region} of account ${subject.accountId}: run ${owner.runId} by ${owner.user} on ${owner.host} (process ${owner.processId}) since ${owner.since}`,
    {
      why: 'Two such runs at a time would compete for the same result.',
      hint:
        state === 'alive'
          ? 'Wait until that run ends, or interrupt it.'
          : `That process is on another machine and cannot be checked from here. If it no longer runs, delete ${file}.`,
    },
  )
}

/** Undefined when the file is missing, or damaged by a crash of the machine. */
async function readOwner(
  file: string,
  fileSystem: FileSystem,
): Promise<(LockOwner & { readonly released?: true }) | undefined> {
  try {
    return JSON.parse(await fileSystem.readFile(file, 'utf8')) ?? undefined
  } catch {
    return undefined
  }
}

async function linked(draft: string, target: string, fileSystem: FileSystem): Promise<boolean> {
  try {
    await fileSystem.link(draft, target)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function removeLower(name: string, than: number, { folder, fileSystem }: LockContext): Promise<void> {
  const lower = numbersOf(name, await fileSystem.readdir(folder)).filter(number => number < than)
  await Promise.all(lower.map(number => fileSystem.rm(join(folder, `${name}.${number}`), { force: true })))
}

async function release(file: string, draft: string, owner: LockOwner, fileSystem: FileSystem): Promise<void> {
  await fileSystem.writeFile(draft, JSON.stringify({ ...owner, released: true }), { mode: 0o600 })
  await fileSystem.rename(draft, file)
}
