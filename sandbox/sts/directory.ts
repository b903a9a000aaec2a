/** Users, roles, and policies in moto's IAM, and policies of buckets, as written by sandbox/moto/patches/directory.py. */
export interface Directory {
  readonly users: readonly User[]
  readonly roles: readonly Role[]
  /** Documents of the account's managed policies, by ARN. */
  readonly policies: Readonly<Record<string, string>>
  readonly profiles: readonly {
    readonly name: string
    readonly arn: string
    readonly roles: readonly string[]
  }[]
  readonly oidcProviders: readonly OidcProvider[]
  /** By name. */
  readonly buckets: Readonly<Record<string, Bucket>>
  /** Names of buckets of other accounts of the sandbox. */
  readonly foreignBuckets: readonly string[]
  /** Base32, by the serial number of a virtual device. */
  readonly mfaSeeds: Readonly<Record<string, string>>
}

export interface User {
  readonly name: string
  readonly arn: string
  readonly id: string
  readonly accessKeys: readonly {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly active: boolean
  }[]
  /** Documents of the inline and attached policies of the user and its groups. */
  readonly policies: readonly string[]
  readonly boundary: string | null
  /** Serial numbers of its enabled MFA devices. */
  readonly mfaSerials: readonly string[]
}

export interface Role {
  readonly name: string
  readonly arn: string
  readonly id: string
  readonly trust: string
  readonly maxSessionSeconds: number
  readonly policies: readonly string[]
  readonly boundary: string | null
}

/** An OpenID Connect issuer whose tokens the account accepts. */
export interface OidcProvider {
  readonly arn: string
  /** HOST/PATH, as in condition keys. */
  readonly url: string
  /** Audiences. */
  readonly clientIds: readonly string[]
}

export interface Bucket {
  /** Document; null if it has none. */
  readonly policy: string | null
}

export interface DirectoryCache {
  read(): Promise<Directory>
  /** Call this after a call that may have changed the directory. */
  forget(): void
}

/** Caches the directory until it may have changed. */
export function cacheDirectory(load: () => Promise<Directory>): DirectoryCache {
  let present: Promise<Directory> | undefined
  return {
    async read() {
      present ??= load()
      const reading = present
      // A failed attempt is not cached.
      reading.catch(() => {
        if (present === reading) present = undefined
      })
      return reading
    },
    forget() {
      present = undefined
    },
  }
}
