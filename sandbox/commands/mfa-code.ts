import type { CommonOptions } from './options.ts'
import { print, printDocument } from './output.ts'
import { control, requireRunning } from './running.ts'

/** Prints the current six digits of an MFA device. */
export async function printMfaCode(serial: string, options: CommonOptions): Promise<void> {
  const sandbox = await requireRunning(options)
  const { code } = await control<{ code: string }>(sandbox, 'mfa-code', { serial })
  if (options.json) return printDocument<'mfa-code'>({ serial, code })
  print(code)
}
