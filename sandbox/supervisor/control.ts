import type { ApiAnswer } from '../gateway/api-answer.ts'
import type { Clock } from '../gateway/clock.ts'
import type { FaultOrder, FaultPlan } from '../gateway/faults.ts'
import type { Machine } from '../machines/types.ts'
import type { PreparedPush, PushOrder } from '../registry/prepare-push.ts'
import type { DirectoryCache } from '../sts/directory.ts'
import type { Federation } from '../sts/federation.ts'
import type { OwnKey } from '../sts/keys.ts'
import type { Sessions } from '../sts/sessions.ts'
import type { TokenOrder } from '../sts/token-issuer.ts'
import { mfaCode, mfaSecret } from '../sts/totp.ts'
import { type ControlAccess, type ControlRequest, controlRefusal } from './control-access.ts'

/** A machine, for the commands `status` and `shell`. */
export interface MachineStatus {
  readonly instanceId: string
  readonly imageId: string
  readonly address: string
  readonly state: string
  /** Process id of its PID 1 in the sandbox's process namespace. */
  readonly leaderPid: number | null
}

/** For the command `url`. */
export interface StackUrls {
  /** Undefined if there is no such stack. `url` is undefined without a listener. */
  readonly loadBalancers?: readonly {
    readonly name: string
    readonly dnsName: string
    readonly url?: string
  }[]
}

export interface ControlOptions {
  readonly access: ControlAccess
  /** The administrator's key of an account, which is created if it does not exist. */
  readonly openAccount: (accountId: string) => OwnKey
  readonly faults: FaultPlan
  readonly sessions: Sessions
  readonly federation: Federation
  readonly region: string
  readonly directory: DirectoryCache
  readonly clock: Clock
  readonly machines: ReadonlyMap<string, Machine>
  readonly motoReady: Promise<void>
  /** Creates a repository if it does not exist, and authorizes a push. */
  readonly preparePush: (order: PushOrder) => Promise<PreparedPush>
  readonly urlsOf: (stackName: string) => Promise<StackUrls>
  readonly stop: () => void
}

/** The supervisor's private API: GET /_sandbox/ready and machines, POST for the others. */
export function createControl(options: ControlOptions): (request: ControlRequest) => Promise<ApiAnswer> {
  return async request => {
    const { path, body } = request
    const refusal = controlRefusal(request, options.access)
    if (refusal !== undefined) return answer(403, { message: refusal })
    switch (path) {
      case '/_sandbox/ready':
        await options.motoReady
        return answer(200, {})
      case '/_sandbox/machines':
        return answer(200, [...options.machines.values()].map(statusOf))
      case '/_sandbox/faults':
        options.faults.order(JSON.parse(body.toString()) as FaultOrder)
        return answer(200, {})
      case '/_sandbox/faults/withdraw': {
        const { action } = JSON.parse(body.toString()) as { action: string }
        options.faults.withdraw(action)
        return answer(200, {})
      }
      case '/_sandbox/sessions/end': {
        const { accessKeyId } = JSON.parse(body.toString()) as { accessKeyId?: string }
        return answer(200, { ended: options.sessions.end(accessKeyId) })
      }
      case '/_sandbox/sessions/limit': {
        const { seconds } = JSON.parse(body.toString()) as { seconds?: number }
        options.sessions.limit(seconds)
        return answer(200, {})
      }
      case '/_sandbox/mfa-code': {
        const { serial } = JSON.parse(body.toString()) as { serial: string }
        await options.motoReady
        const { mfaSeeds } = await options.directory.read()
        return answer(200, { code: mfaCode(mfaSecret(serial, mfaSeeds), options.clock.now()) })
      }
      case '/_sandbox/web-identity-token': {
        const order = JSON.parse(body.toString()) as TokenOrder
        return answer(200, { token: options.federation.tokens.issue(order) })
      }
      case '/_sandbox/sso-token': {
        const order = JSON.parse(body.toString()) as { startUrl: string; lasts: number }
        return answer(200, options.federation.logins.open({ ...order, region: options.region }))
      }
      case '/_sandbox/push':
        return answer(200, await options.preparePush(JSON.parse(body.toString()) as PushOrder))
      case '/_sandbox/urls': {
        const { stack } = JSON.parse(body.toString()) as { stack: string }
        return answer(200, await options.urlsOf(stack))
      }
      case '/_sandbox/account': {
        const { accountId } = JSON.parse(body.toString()) as { accountId: string }
        await options.motoReady
        return answer(200, options.openAccount(accountId))
      }
      case '/_sandbox/stop':
        options.stop()
        return answer(200, {})
      default:
        return answer(404, { message: `no such path: ${path}` })
    }
  }
}

function statusOf({ instanceId, imageId, address, state, leaderPid }: Machine): MachineStatus {
  return { instanceId, imageId, address, state, leaderPid: leaderPid ?? null }
}

function answer(status: number, content: unknown): ApiAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) }
}
