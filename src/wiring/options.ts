/** Options that every command has, as commander reads them. */
export interface CommonOptions {
  readonly config: string
  readonly profile?: string
  readonly region?: string
  readonly sandbox?: true
  readonly json?: true
  readonly yes?: true
  readonly quiet?: true
  readonly debug?: true
}

export interface BakeOptions extends CommonOptions {
  readonly all?: true
  readonly baseAmi?: string
  readonly baseRelease?: string
  readonly force?: true
  readonly dryRun?: true
  readonly keepOnFailure?: true
  readonly events?: string
}

export interface CleanOptions extends CommonOptions {
  readonly dryRun?: true
  readonly run?: string
  readonly olderThan?: string
}
