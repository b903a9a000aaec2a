/** What a person is told: what is wrong with the value received, and what to do. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError'
  readonly hint: string
  /** 2: wrong use; 1: everything else. */
  readonly exitStatus: 1 | 2

  constructor(what: string, options: { readonly hint: string; readonly exitStatus?: 1 | 2 }) {
    super(what)
    this.hint = options.hint
    this.exitStatus = options.exitStatus ?? 1
  }
}
