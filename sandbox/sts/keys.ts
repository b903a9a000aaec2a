import type { Caller, KnownKey } from './caller.ts'
import type { DirectoryCache } from './directory.ts'
import type { Sessions } from './sessions.ts'

export interface OwnKey {
  readonly accountId: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The caller with the sandbox's own key. */
export function administratorOf({ accountId, accessKeyId }: OwnKey): Caller {
  return {
    accessKeyId,
    arn: `arn:aws:iam::${accountId}:user/admin`,
    userId: 'AIDASANDBOXADMIN',
    identity: { kind: 'administrator' },
  }
}

/** The keys that can sign: the sandbox's own administrator key, keys of users, and keys of sessions. */
export function knownKeys(
  own: OwnKey,
  sessions: readonly Sessions[],
  directory: DirectoryCache,
): (accessKeyId: string) => Promise<KnownKey | undefined> {
  const administrator = administratorOf(own)
  return async accessKeyId => {
    if (accessKeyId === own.accessKeyId)
      return { caller: administrator, secretAccessKey: own.secretAccessKey }
    for (const store of sessions) {
      const found = store.find(accessKeyId)
      if (found !== undefined) return found
    }
    return userKey(accessKeyId, await directory.read())
  }
}

function userKey(
  accessKeyId: string,
  { users }: Awaited<ReturnType<DirectoryCache['read']>>,
): KnownKey | undefined {
  for (const { name, arn, id, accessKeys } of users) {
    const key = accessKeys.find(one => one.accessKeyId === accessKeyId && one.active)
    if (key === undefined) continue
    const caller = { accessKeyId, arn, userId: id, identity: { kind: 'user', name } } as const
    return { caller, secretAccessKey: key.secretAccessKey }
  }
  return undefined
}
