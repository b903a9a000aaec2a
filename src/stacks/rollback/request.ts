import type { StackDescription } from '../../aws/stack.ts'
import type { Project } from '../../config/settings.ts'
import type { ChosenStack } from '../choose.ts'

/** A stack that goes back to what it ran before. */
export interface RollbackRequest {
  readonly project: Project
  readonly chosen: ChosenStack
  readonly dryRun: boolean
  readonly past: RollbackPast
}

/** What is known about the stack beyond CloudFormation. */
export interface RollbackPast {
  /**
   * What the stack ran before what it runs now. Undefined if that is not known.
   *
   * @throws ToolError STATE_MISSING, STATE_DOCUMENT_INVALID
   */
  earlier(stack: StackDescription): Promise<Earlier | undefined>
  /** Called when the user has agreed, before the stack leaves these AMIs. */
  leave(imageIds: readonly string[]): Promise<void>
}

export interface Earlier {
  /** ISO 8601. */
  readonly at: string
  readonly by: string
  /** Secrets are asterisks. */
  readonly parameters: Readonly<Record<string, string>>
  /** The text of the template. */
  readonly template: string
  /** A shell command that writes the template to the file TEMPLATE. */
  readonly fetch: string
}
