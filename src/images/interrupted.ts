import { ToolError } from '../errors/tool-error.ts'

/** Somebody pressed Ctrl-C, or sent a signal that asks to end. */
export class InterruptedError extends ToolError {
  constructor() {
    super('INTERRUPTED', 'the bake was interrupted', {
      hint: 'Run it again when you like; it starts from the beginning.',
    })
  }
}
