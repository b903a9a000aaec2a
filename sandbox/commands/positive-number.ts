import { SandboxError } from '../supervisor/sandbox-error.ts'

/**
 * The value of an option.
 * @throws SandboxError (exit status 2)
 */
export function positiveNumber(option: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value
  throw new SandboxError(`${option} is "${text}", not a positive number`, {
    hint: 'Pass a number greater than 0.',
    exitStatus: 2,
  })
}
