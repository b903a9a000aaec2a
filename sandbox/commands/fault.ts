import { type FaultEffect, type FaultOrder, isMeant } from '../gateway/faults.ts'
import { tableActions } from '../iam/table.ts'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import { nearest } from './nearest.ts'
import type { CommonOptions } from './options.ts'
import { print, printDocument } from './output.ts'
import { positiveNumber } from './positive-number.ts'
import { control, requireRunning } from './running.ts'

export interface FaultOptions extends CommonOptions {
  readonly error?: string
  readonly drop?: boolean
  readonly delay?: string
  readonly pending?: string
  readonly hold?: boolean
  readonly times?: string
  readonly off?: boolean
}

export type FaultRequest =
  | { readonly path: 'faults'; readonly content: FaultOrder }
  | { readonly path: 'faults/withdraw'; readonly content: Pick<FaultOrder, 'action'> }

/** Adds a fault for the next calls of an action, or removes its faults. */
export async function fault(action: string, options: FaultOptions): Promise<void> {
  const { path, content } = faultRequest(action, options)
  const sandbox = await requireRunning(options)
  await control(sandbox, path, content)
  if (options.json) return printDocument<'fault'>(content)
  if (path === 'faults/withdraw') return print(`removed the faults of ${action}`)
  const { times } = content
  print(`added a fault for the next ${times === 1 ? 'call' : `${times} calls`} of ${action}`)
}

/**
 * Reads the options: a known action and exactly one effect, or --off.
 * @throws SandboxError (exit status 2)
 */
export function faultRequest(action: string, options: FaultOptions): FaultRequest {
  assertKnown(action)
  const { error, drop, delay, pending, hold, times = '1', off } = options
  const effects: readonly FaultEffect[] = [
    ...(error === undefined ? [] : [{ kind: 'error', code: error } as const]),
    ...(drop ? [{ kind: 'drop' } as const] : []),
    ...(delay === undefined ? [] : [{ kind: 'delay', seconds: positiveNumber('--delay', delay) } as const]),
    ...(pending === undefined
      ? []
      : [{ kind: 'pending', seconds: positiveNumber('--pending', pending) } as const]),
    ...(hold ? [{ kind: 'hold' } as const] : []),
  ]
  const [effect, ...more] = effects
  if (off && effect === undefined) return { path: 'faults/withdraw', content: { action } }
  if (effect === undefined || more.length > 0 || off) {
    throw new SandboxError(`${action} has ${effects.length} effects; it needs exactly one`, {
      hint: 'Pass one of --error CODE, --drop, --delay SECONDS, --pending SECONDS, --hold; or only --off.',
      exitStatus: 2,
    })
  }
  return { path: 'faults', content: { action, effect, times: positiveNumber('--times', times) } }
}

/** Those of IAM's table, those that check permissions themselves, and what AWS does with an instance by itself. */
const actions: readonly string[] = [
  ...tableActions,
  'sts:AssumeRole',
  'sts:AssumeRoleWithWebIdentity',
  'sts:GetCallerIdentity',
  'sts:GetSessionToken',
  'sso:GetRoleCredentials',
  'sso-oidc:CreateToken',
  'autoscaling:LaunchInstance',
  'ec2:InterruptSpotInstance',
]

function assertKnown(action: string): void {
  const isKnown = actions.some(known => {
    const [service = '', name = ''] = known.split(':')
    return isMeant(action, service, name)
  })
  if (isKnown) return
  const meant = nearest(bare(action), actions.map(bare))
  const question = meant === undefined ? '' : `Did you mean ${actions.find(known => bare(known) === meant)}? `
  throw new SandboxError(`unknown action "${action}"`, {
    hint: `${question}Use AWS's name, e.g. ec2:CreateImage. "packer-ecs sandbox calls" lists the recorded calls.`,
    exitStatus: 2,
  })
}

/** The action without its service. */
function bare(action: string): string {
  return action.replace(/.*:/, '')
}
