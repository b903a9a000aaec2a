import type { CommonOptions } from './options.ts'
import { print, printDocument } from './output.ts'
import { control, requireRunning } from './running.ts'

/** The six digits that an MFA device of the sandbox shows now. */
export async function printMfaCode(serial: string, options: CommonOptions): Promise<void> {
  const sandbox = await requireRunning(options)
  const { code } = await control<{ code: string }>(sandbox, 'mfa-code', { serial })
  if (options.json) return printDocument<'mfa-code'>({ serial, code })
  print(code)
}
