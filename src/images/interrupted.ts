import { InterruptedError } from '../errors/interrupted.ts'

export function bakeInterrupted(): InterruptedError {
  return new InterruptedError(
    'the bake was interrupted',
    'Run it again when you like; it starts from the beginning.',
  )
}
