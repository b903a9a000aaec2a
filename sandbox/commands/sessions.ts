import { SandboxError } from '../supervisor/sandbox-error.ts'
import type { CommonOptions } from './options.ts'
import { print, printJson } from './output.ts'
import { control, requireRunning } from './running.ts'

export interface SessionsOptions extends CommonOptions {
  readonly accessKey?: string
}

export type SessionsOrder =
  | { readonly path: 'sessions/end'; readonly content: { readonly accessKeyId?: string } }
  /** `seconds` undefined: no limit. */
  | { readonly path: 'sessions/limit'; readonly content: { readonly seconds?: number } }

/** Ends sessions that STS gave out, or says how long new ones of roles last at most. */
export async function sessions(
  what: string,
  limit: string | undefined,
  options: SessionsOptions,
): Promise<void> {
  const order = sessionsOrder(what, limit, options)
  const sandbox = await requireRunning(options)
  const answer = await control<{ ended?: number }>(sandbox, order.path, order.content)
  if (order.path === 'sessions/end' && answer.ended === 0 && options.accessKey !== undefined) {
    throw new SandboxError(`No valid session has the access key ${options.accessKey}`, {
      hint: 'sandbox calls --json shows which key signed each call.',
    })
  }
  if (options.json) return printJson({ ...order.content, ...answer })
  if (order.path === 'sessions/end') return print(`ended: ${answer.ended}`)
  const { seconds } = order.content
  print(seconds === undefined ? 'no limit' : `new sessions of roles last ${seconds} s at most`)
}

/** Reads the arguments. Throws SandboxError (exit status 2). */
export function sessionsOrder(
  what: string,
  limit: string | undefined,
  { accessKey }: SessionsOptions,
): SessionsOrder {
  if (what === 'end' && limit === undefined) {
    return { path: 'sessions/end', content: accessKey === undefined ? {} : { accessKeyId: accessKey } }
  }
  if (what === 'limit' && limit === 'off') return { path: 'sessions/limit', content: {} }
  const seconds = Number(limit)
  if (what === 'limit' && Number.isFinite(seconds) && seconds > 0) {
    return { path: 'sessions/limit', content: { seconds } }
  }
  throw new SandboxError(`sandbox sessions does not know "${[what, limit].filter(Boolean).join(' ')}"`, {
    hint: 'Give end, end --access-key ID, limit SECONDS or limit off.',
    exitStatus: 2,
  })
}
