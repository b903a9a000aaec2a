import { SandboxError } from '../supervisor/sandbox-error.ts'
import type { CommonOptions } from './options.ts'
import { print, printDocument } from './output.ts'
import { positiveNumber } from './positive-number.ts'
import { control, requireRunning } from './running.ts'

export interface WebIdentityTokenOptions extends CommonOptions {
  readonly issuer: string
  readonly audience: string
  readonly subject: string
  readonly lasts: string
}

/** Prints a token like those that an OpenID Connect issuer gives to a CI job or a pod. */
export async function printWebIdentityToken(options: WebIdentityTokenOptions): Promise<void> {
  const { issuer, audience, subject } = options
  const lasts = positiveNumber('--lasts', options.lasts)
  if (!/^https:\/\/[^/]/.test(issuer)) {
    throw new SandboxError(`the issuer "${issuer}" is not an https URL`, {
      hint: 'Pass the URL in the token, e.g. --issuer https://token.actions.githubusercontent.com.',
      exitStatus: 2,
    })
  }
  const sandbox = await requireRunning(options)
  const order = { issuer, audience, subject, lasts }
  const { token } = await control<{ token: string }>(sandbox, 'web-identity-token', order)
  if (options.json) return printDocument<'web-identity-token'>({ ...order, token })
  print(token)
}
