export interface RoleRequest {
  readonly arn: string
  readonly sessionName: string
  readonly externalId: string | null
  readonly durationSeconds: number
  /** Session policy as JSON; null: no restriction. */
  readonly policy: string | null
}

/** A token of an OpenID Connect issuer. */
export interface WebIdentityToken {
  readonly text: string
  /** Its subject, e.g. `repo:acme/images:ref:refs/heads/main`; empty when it has none. */
  readonly subject: string
}
