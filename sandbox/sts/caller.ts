import type { Policy } from '../iam/policy.ts'

/** The identity that signed a call. */
export interface Caller {
  readonly accessKeyId: string
  /** As in GetCallerIdentity. */
  readonly arn: string
  readonly userId: string
  /** The identity whose policies apply; for an instance, its role. The administrator is allowed everything. */
  readonly identity:
    | { readonly kind: 'administrator' }
    | { readonly kind: 'instance'; readonly role: string }
    | { readonly kind: 'user'; readonly name: string }
    | { readonly kind: 'role'; readonly name: string }
  /** Undefined for a long-term key. */
  readonly session?: Session
  /** The service that acts for the caller, e.g. `cloudformation.amazonaws.com`. */
  readonly via?: string
}

export interface Session {
  readonly issuedAt: Date
  /** When an MFA code was given; undefined without one. */
  readonly mfaAt: Date | undefined
  /** Undefined without a session policy, which limits nothing. */
  readonly policies: readonly Policy[] | undefined
}

/** A caller with the secrets for checking its signature and session. */
export interface KnownKey {
  readonly caller: Caller
  readonly secretAccessKey: string
  /** Only for temporary credentials. */
  readonly temporary?: { readonly sessionToken: string; readonly expiration: Date }
}
