import { createHash } from 'node:crypto'
import { join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { readNamed } from '../files/read-named.ts'
import { mostTextBytes } from '../files/unusable-file.ts'
import type { FileSystem } from '../ports/ports.ts'
import type { Claim } from './claims.ts'

/** The decisions of this person, one file for each project. */
export interface TrustStore {
  has(file: string, claims: readonly Claim[]): Promise<boolean>
  /** Replaces what was trusted before. */
  add(file: string, claims: readonly Claim[]): Promise<void>
}

/** `folder` is the state folder; `file` the absolute path of a packer-ecs.yaml. */
export function trustStore(folder: string, fileSystem: FileSystem): TrustStore {
  const trustFolder = join(folder, 'trust')
  const pathOf = async (file: string) => join(trustFolder, `${hash(await fileSystem.realpath(file))}.json`)
  return {
    async has(file, claims) {
      try {
        const text = await readNamed(await pathOf(file), mostTextBytes, fileSystem)
        return (JSON.parse(text.toString()) as { trusted?: unknown }).trusted === hashOf(claims)
      } catch {
        return false
      }
    },
    async add(file, claims) {
      await fileSystem.mkdir(trustFolder, { recursive: true, mode: 0o700 })
      const content = { schemaVersion: 1, project: file, trusted: hashOf(claims) }
      await writeFileAtomic(await pathOf(file), `${JSON.stringify(content)}\n`, { mode: 0o600 })
    },
  }
}

function hashOf(claims: readonly Claim[]): string {
  return hash(JSON.stringify(claims.map(({ key, effect, proof }) => [key, effect, proof])))
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
