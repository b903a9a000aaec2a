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

/** Options of commands on stacks. */
export interface StackOptions extends CommonOptions {
  readonly env?: string
}

export interface DeployOptions extends StackOptions {
  readonly ami?: string
  readonly parameter?: readonly string[]
  readonly dryRun?: true
  /** False with --no-wait. */
  readonly wait: boolean
  readonly writeParameters?: true
}
