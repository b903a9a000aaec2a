/** An error for the user: what is wrong, and what to do. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError'
  readonly hint: string
  /** 2: incorrect usage; 1: everything else. */
  readonly exitStatus: 1 | 2

  constructor(what: string, options: { readonly hint: string; readonly exitStatus?: 1 | 2 }) {
    super(what)
    this.hint = options.hint
    this.exitStatus = options.exitStatus ?? 1
  }
}
