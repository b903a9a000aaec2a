import type { Policy } from '../iam/policy.ts'

/** Who signed a call. */
export interface Caller {
  readonly accessKeyId: string
  /** As GetCallerIdentity tells. */
  readonly arn: string
  readonly userId: string
  /** Whose policies count: an instance's are its role's. The administrator may do everything. */
  readonly identity:
    | { readonly kind: 'administrator' }
    | { readonly kind: 'instance'; readonly role: string }
    | { readonly kind: 'user'; readonly name: string }
    | { readonly kind: 'role'; readonly name: string }
  /** Undefined for a key that lasts. */
  readonly session?: Session
  /** The service that acts for the caller, e.g. `cloudformation.amazonaws.com`. */
  readonly via?: string
}

export interface Session {
  readonly issuedAt: Date
  /** When a code was given; undefined when none was. */
  readonly mfaAt: Date | undefined
  /** Undefined when none was given, which limits nothing. */
  readonly policies: readonly Policy[] | undefined
}

/** A caller with what its signatures and session are checked by. */
export interface KnownKey {
  readonly caller: Caller
  readonly secretAccessKey: string
  /** Of temporary credentials only. */
  readonly temporary?: { readonly sessionToken: string; readonly expiration: Date }
}
