import type { FaultEffect, FaultOrder } from '../gateway/faults.ts'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import type { CommonOptions } from './options.ts'
import { print, printJson } from './output.ts'
import { control, requireRunning } from './running.ts'

export interface FaultOptions extends CommonOptions {
  readonly error?: string
  readonly drop?: boolean
  readonly delay?: string
  readonly pending?: string
  readonly times?: string
}

/** Orders what is to go wrong with the next calls of an action. */
export async function fault(action: string, options: FaultOptions): Promise<void> {
  const order = faultOrder(action, options)
  const sandbox = await requireRunning(options)
  await control(sandbox, 'faults', order)
  if (options.json) return printJson(order)
  print(`ordered for the next ${order.times === 1 ? 'call' : `${order.times} calls`} of ${action}`)
}

/** Reads the options; exactly one effect. Throws SandboxError (exit status 2). */
export function faultOrder(action: string, options: FaultOptions): FaultOrder {
  const { error, drop, delay, pending, times = '1' } = options
  const effects: readonly FaultEffect[] = [
    ...(error === undefined ? [] : [{ kind: 'error', code: error } as const]),
    ...(drop ? [{ kind: 'drop' } as const] : []),
    ...(delay === undefined ? [] : [{ kind: 'delay', seconds: number('--delay', delay) } as const]),
    ...(pending === undefined ? [] : [{ kind: 'pending', seconds: number('--pending', pending) } as const]),
  ]
  const [effect, ...more] = effects
  if (effect === undefined || more.length > 0) {
    throw new SandboxError(`${effects.length} effects were given for ${action}`, {
      hint: 'Give exactly one of --error CODE, --drop, --delay SECONDS, --pending SECONDS.',
      exitStatus: 2,
    })
  }
  return { action, effect, times: number('--times', times) }
}

function number(option: string, text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value
  throw new SandboxError(`${option} is "${text}"`, { hint: 'Give a number above 0.', exitStatus: 2 })
}
