/** Options that every command has, as commander reads them. */
export interface CommonOptions {
  readonly config: string
  readonly profile?: string
  readonly region?: string
  readonly sandbox?: true
  readonly json?: true
  readonly yes?: true
}

export interface BakeOptions extends CommonOptions {
  readonly baseAmi?: string
  readonly baseRelease?: string
  readonly force?: true
  readonly dryRun?: true
  readonly keepOnFailure?: true
  readonly events?: string
}
