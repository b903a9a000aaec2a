import { ToolError } from './tool-error.ts'

/** Somebody pressed Ctrl-C, or sent a signal that asks to end. */
export class InterruptedError extends ToolError {
  /** @param what what was interrupted: `the bake was interrupted` */
  constructor(what: string, hint = 'Nothing was changed; run it again when you like.') {
    super('INTERRUPTED', what, { hint, exitStatus: 130 })
  }
}
