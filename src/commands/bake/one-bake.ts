import type { ToolError } from '../../errors/tool-error.ts'
import type { BakeDocument } from '../../images/document.ts'
import type { VerifyDocument } from '../../verify/document.ts'
import type { AwsInvocation } from '../invocation.ts'

export interface BakeOptions {
  readonly all?: true
  readonly baseAmi?: string
  readonly baseRelease?: string
  readonly force?: true
  readonly verify?: true
  readonly dryRun?: true
  readonly keepOnFailure?: true
  readonly events?: string
}

export type BakeInvocation = AwsInvocation<{ readonly images: readonly string[] }, BakeOptions>

/** The bake of one image; `error` is what ended it early, or the failed verification. */
export interface Bake {
  readonly document: BakeDocument & { readonly verify?: VerifyDocument }
  readonly error: ToolError | undefined
}
