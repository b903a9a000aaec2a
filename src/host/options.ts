/** Options that every command accepts, as commander reads them. */
export interface CommonOptions {
  readonly config: string
  readonly profile?: string
  readonly region?: string
  readonly sandbox?: true
  readonly json?: true
  readonly yes?: true
  readonly trust?: true
  readonly quiet?: true
  readonly debug?: true
}
