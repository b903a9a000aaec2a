import { createHash } from 'node:crypto'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { Credentials } from '../aws/credentials.ts'
import type { FileSystem } from '../ports/ports.ts'

/** The keys and MFA device that a session belongs to. */
export interface SessionOwner {
  readonly accessKeyId: string
  /** MFA device. */
  readonly serial: string
}

/** Cached MFA sessions: one file each, readable only by their owner. */
export interface SessionCache {
  /** Undefined when there is none, or its file is readable by other users. */
  read(owner: SessionOwner): Promise<Credentials | undefined>
  write(owner: SessionOwner, session: Credentials): Promise<void>
  /** Deletes all sessions. Returns their number. */
  clear(): Promise<number>
}

/**
 * @param folder created with mode 0700; an existing one gets this mode before a session is written
 * @param endpoint custom endpoint of the AWS API, whose sessions are kept separately; null for AWS itself
 */
export function createSessionCache(
  folder: string,
  endpoint: string | null,
  fileSystem: FileSystem,
): SessionCache {
  const fileOf = (owner: SessionOwner) => join(folder, `${fileName(owner, endpoint)}.json`)
  return {
    async read(owner) {
      const file = fileOf(owner)
      try {
        const { mode } = await fileSystem.stat(file)
        return isPrivate(mode) ? parse(await fileSystem.readFile(file, 'utf8')) : undefined
      } catch {
        // Missing or unreadable: a new code replaces it.
        return undefined
      }
    },
    async write(owner, { accessKeyId, secretAccessKey, sessionToken, expiration }) {
      await fileSystem.mkdir(folder, { recursive: true, mode: 0o700 })
      // An existing folder may be open to other users.
      await fileSystem.chmod(folder, 0o700)
      const content = { schemaVersion: 1, accessKeyId, secretAccessKey, sessionToken, expiration }
      await writeFileAtomic(fileOf(owner), `${JSON.stringify(content)}\n`, { mode: 0o600 })
    },
    async clear() {
      const names = await fileSystem.readdir(folder).catch(() => [])
      const sessions = names.filter(name => /^[0-9a-f]{64}\.json/.test(name))
      await Promise.all(sessions.map(name => fileSystem.rm(join(folder, name), { force: true })))
      return sessions.length
    },
  }
}

/** A hash: the file name does not reveal the identity. */
function fileName({ accessKeyId, serial }: SessionOwner, endpoint: string | null): string {
  return createHash('sha256')
    .update(JSON.stringify([accessKeyId, serial, endpoint]))
    .digest('hex')
}

/** A file that other users can access may have been read, or changed to the keys of another account. */
function isPrivate(mode: number): boolean {
  return (mode & 0o077) === 0
}

function parse(text: string): Credentials | undefined {
  const content = JSON.parse(text) as Record<string, unknown>
  const { schemaVersion, accessKeyId, secretAccessKey, sessionToken, expiration } = content
  if (schemaVersion !== 1) return undefined
  if (![accessKeyId, secretAccessKey, sessionToken, expiration].every(value => typeof value === 'string'))
    return undefined
  const end = new Date(String(expiration))
  if (Number.isNaN(end.getTime())) return undefined
  return {
    accessKeyId: String(accessKeyId),
    secretAccessKey: String(secretAccessKey),
    sessionToken: String(sessionToken),
    expiration: end,
  }
}
