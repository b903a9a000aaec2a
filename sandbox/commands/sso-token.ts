import type { SsoLogin } from '../sts/sso-logins.ts'
import type { CommonOptions } from './options.ts'
import { printDocument } from './output.ts'
import { positiveNumber } from './positive-number.ts'
import { control, requireRunning } from './running.ts'

export interface SsoTokenOptions extends CommonOptions {
  readonly startUrl: string
  readonly lasts: string
}

/** Prints what `aws sso login` writes to its cache; JSON with and without --json. */
export async function printSsoToken(options: SsoTokenOptions): Promise<void> {
  const lasts = positiveNumber('--lasts', options.lasts)
  const sandbox = await requireRunning(options)
  printDocument<'sso-token'>(
    await control<SsoLogin>(sandbox, 'sso-token', { startUrl: options.startUrl, lasts }),
  )
}
