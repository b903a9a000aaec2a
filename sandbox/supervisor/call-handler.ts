import type { AccessKeys } from '../gateway/access-keys.ts'
import { type ApiAnswer, apiError, errorAnswer } from '../gateway/api-answer.ts'
import type { Clock } from '../gateway/clock.ts'
import { forward } from '../gateway/forward.ts'
import { interceptions } from '../gateway/interceptions/index.ts'
import type { SandboxWorld } from '../gateway/interceptions/interception.ts'
import type { IncomingCall } from '../gateway/server.ts'
import type { Machine } from '../machines/types.ts'
import type { InstanceRecord } from './moto-client.ts'
import { motoAddress } from './moto-process.ts'

export interface CallHandlerOptions {
  readonly accessKeys: AccessKeys
  readonly machines: ReadonlyMap<string, Machine>
  readonly clock: Clock
  readonly motoReady: Promise<void>
  readonly instanceAt: (address: string) => InstanceRecord | undefined
}

/** Answers an API call: refuses unknown keys, answers some calls itself and passes the others through to moto. */
export function createCallHandler(options: CallHandlerOptions): (call: IncomingCall) => Promise<ApiAnswer> {
  const { accessKeys, machines, clock, motoReady, instanceAt } = options
  const world: SandboxWorld = {
    async consoleOutput(instanceId) {
      const machine = machines.get(instanceId)
      return machine && { text: await machine.consoleOutput(), time: clock.now() }
    },
    callMoto({ service, region }, parameters) {
      const api = {
        service,
        region,
        action: '',
        protocol: 'query',
        accessKeyId: undefined,
        parameters,
      } as const
      const body = Buffer.from(new URLSearchParams(parameters).toString())
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      return forward({ method: 'POST', url: '/', headers, body }, api, motoAddress)
    },
  }
  return async ({ raw, api, source }) => {
    // The stand-ins on machines do not sign their calls.
    const fromMachine = api.accessKeyId === undefined && instanceAt(source) !== undefined
    const refusal = fromMachine ? undefined : accessKeys.refusal(api)
    if (refusal !== undefined) return errorAnswer(api.protocol, refusal)
    await motoReady
    const own = await interceptions[`${api.service}:${api.action}`]?.(api, world)
    if (own !== undefined) return own
    const answer = await forward(raw, api, motoAddress)
    accessKeys.learnFrom(api, answer)
    return isCrash(answer) ? errorAnswer(api.protocol, crash(api.service, api.action)) : answer
  }
}

/** Moto answers with a page of HTML when its code fails. */
function isCrash({ status, body }: ApiAnswer): boolean {
  return status >= 500 && body.toString().startsWith('<!doctype html>')
}

function crash(service: string, action: string) {
  const message = `The sandbox cannot do ${service}:${action} with these parameters; its log has the reason`
  return apiError('InternalFailure', message)
}
