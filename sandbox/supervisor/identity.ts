import { randomBytes, randomInt } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { newAccessKeyId } from '../sts/access-key-id.ts'

/** The administrator's identity in a sandbox, created once for each state folder. */
export interface Identity {
  /** 12 digits. */
  readonly accountId: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** Reads or creates the identity of the state folder. */
export async function identityOf(stateFolder: string): Promise<Identity> {
  const file = join(stateFolder, 'identity.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  if (text !== undefined) return JSON.parse(text) as Identity
  const identity = newIdentity()
  await mkdir(stateFolder, { recursive: true })
  await writeFile(file, `${JSON.stringify(identity, null, 2)}\n`, { mode: 0o600 })
  return identity
}

function newIdentity(): Identity {
  return {
    // The digit 9 and eleven random ones, so that two sandboxes have different accounts.
    accountId: `9${randomInt(10 ** 11)
      .toString()
      .padStart(11, '0')}`,
    region: 'us-east-1',
    accessKeyId: newAccessKeyId(),
    secretAccessKey: randomBytes(30).toString('base64url'),
  }
}
