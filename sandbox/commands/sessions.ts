import { SandboxError } from '../supervisor/sandbox-error.ts'
import type { CommonOptions } from './options.ts'
import { print, printDocument } from './output.ts'
import { control, requireRunning } from './running.ts'

export interface SessionsOptions extends CommonOptions {
  readonly accessKey?: string
}

export type SessionsOrder =
  | { readonly path: 'sessions/end'; readonly content: { readonly accessKeyId?: string } }
  /** `seconds` undefined: no limit. */
  | { readonly path: 'sessions/limit'; readonly content: { readonly seconds?: number } }

/** Ends sessions that STS issued, or limits how long new role sessions last. */
export async function sessions(
  what: string,
  limit: string | undefined,
  options: SessionsOptions,
): Promise<void> {
  const { path, content } = sessionsOrder(what, limit, options)
  const sandbox = await requireRunning(options)
  if (path === 'sessions/limit') {
    await control(sandbox, path, content)
    if (options.json) return printDocument<'sessions'>(content)
    const { seconds } = content
    return print(seconds === undefined ? 'no limit' : `new role sessions last at most ${seconds} s`)
  }
  const { ended } = await control<{ readonly ended: number }>(sandbox, path, content)
  if (ended === 0 && options.accessKey !== undefined) {
    throw new SandboxError(`no valid session has the access key ${options.accessKey}`, {
      hint: '"packer-ecs sandbox calls --json" shows the key that signed each call.',
    })
  }
  if (options.json) return printDocument<'sessions'>({ ...content, ended })
  print(`ended: ${ended}`)
}

/**
 * Reads the arguments.
 * @throws SandboxError (exit status 2)
 */
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
  throw new SandboxError(
    `unknown arguments "${[what, limit].filter(Boolean).join(' ')}" for sandbox sessions`,
    {
      hint: 'Use end, end --access-key ID, limit SECONDS, or limit off.',
      exitStatus: 2,
    },
  )
}
