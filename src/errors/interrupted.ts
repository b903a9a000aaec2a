import { ToolError } from './tool-error.ts'

/** The user pressed Ctrl-C, or the process received a termination signal. */
export class InterruptedError extends ToolError {
  /** @param what what was interrupted: `the bake was interrupted` */
  constructor(what: string, hint = 'Nothing was changed; you can run the command again.') {
    super('INTERRUPTED', what, { hint, exitStatus: 130 })
  }
}
