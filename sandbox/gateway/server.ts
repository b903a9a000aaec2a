import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isForRegistry } from '../registry/operation.ts'
import type { ControlRequest } from '../supervisor/control-access.ts'
import { type ApiAnswer, apiError, errorAnswer, errorCodeOf } from './api-answer.ts'
import { type ApiRequest, parseRequest, type RawRequest } from './api-request.ts'
import type { Call } from './call-log.ts'
import type { Clock } from './clock.ts'
import { exchangeOf } from './exchange.ts'
import type { FaultPlan } from './faults.ts'
import { fleetRefusal } from './fleet-refusal.ts'
import { type Holds, resourcesMadeBy } from './holds.ts'
import { redact } from './redact.ts'

export interface GatewayOptions {
  readonly address: string
  readonly port: number
  readonly clock: Clock
  readonly faults: FaultPlan
  readonly holds: Holds
  readonly record: (call: Call) => void
  /** Records also what was sent and answered. */
  readonly recordExchanges: boolean
  /** Region of a call that does not specify one. */
  readonly regionOf: (source: string) => string
  /** Answers a call. */
  readonly handle: (call: IncomingCall) => Promise<ApiAnswer>
  /** Called before a response is sent, unless a fault stopped the call. */
  readonly answered: (call: IncomingCall, answer: ApiAnswer) => void
  /** Answers requests to `/_sandbox/…`. */
  readonly control: (request: ControlRequest) => Promise<ApiAnswer>
  /** Answers requests to ECR's registry: `/v2/…` without a signature. */
  readonly registry: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

export interface IncomingCall {
  readonly raw: RawRequest & { readonly method: string }
  readonly api: ApiRequest
  /** Address of the caller. */
  readonly source: string
}

/** The sandbox's endpoint for all services. Resolves when it listens. */
export async function startGateway(options: GatewayOptions): Promise<{ close(): void }> {
  // Connections stay open until their clients close them. When Node closes one that has been idle for 5 s, a call that is
  // on its way is lost, and calls on behalf of stacks are never repeated: a resource of the stack would fail.
  const server = createServer({ keepAliveTimeout: 0 }, (request, response) => {
    serve(options, request, response).catch((error: Error) => {
      console.error(`gateway: ${error.stack}`)
      response.destroy()
    })
  })
  server.listen(options.port, options.address)
  await once(server, 'listening')
  return {
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}

async function serve(
  options: GatewayOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (isForRegistry(request.url ?? '/', request.headers.authorization))
    return options.registry(request, response)
  const started = options.clock.now()
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const source = request.socket.remoteAddress ?? ''
  const raw = {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers: request.headers,
    body: Buffer.concat(chunks),
  }
  if (raw.url.startsWith('/_sandbox/')) {
    const { headers, body } = raw
    return send(response, await options.control({ path: raw.url, source, headers, body }))
  }
  const api = parseRequest(raw, options.regionOf(source))
  const answer = await withFaults(options, { raw, api, source })
  options.record({
    time: started.toISOString(),
    service: api.service,
    action: api.action,
    region: api.region,
    parameters: redact(api.parameters),
    accessKeyId: api.accessKeyId ?? null,
    source,
    status: answer?.status ?? null,
    errorCode: answer === undefined ? null : errorCodeOf(answer),
    durationMilliseconds: options.clock.now().getTime() - started.getTime(),
    ...(options.recordExchanges ? { exchange: exchangeOf(raw, answer) } : {}),
  })
  if (answer === undefined) response.destroy()
  else send(response, answer)
}

/** Undefined if a fault drops the connection. */
async function withFaults(options: GatewayOptions, call: IncomingCall): Promise<ApiAnswer | undefined> {
  const { service, action, protocol } = call.api
  const effects = options.faults.take(service, action)
  // A hold can be withdrawn while the call is still delayed.
  const held = effects.some(({ kind }) => kind === 'hold') ? options.faults.withdrawn(service, action) : null
  for (const effect of effects) {
    if (effect.kind === 'delay') await options.clock.sleep(effect.seconds * 1000)
    if (effect.kind === 'hold') await held
    if (effect.kind === 'drop') return undefined
    if (effect.kind === 'error') {
      return (
        fleetRefusal(action, effect.code) ??
        errorAnswer(protocol, apiError(effect.code, faultMessage(effect.code, action)))
      )
    }
  }
  const answer = await options.handle(call)
  for (const effect of effects) {
    if (effect.kind !== 'pending') continue
    for (const id of resourcesMadeBy(action, answer.body.toString())) options.holds.hold(id, effect.seconds)
  }
  options.answered(call, answer)
  return answer
}

/** The message of an error; clients check some of them. */
function faultMessage(code: string, action: string): string {
  if (code === 'Throttling') return 'Rate exceeded'
  if (code === 'Unsupported') {
    return 'Your requested instance type is not supported in your requested Availability Zone (us-east-1e)'
  }
  if (code === 'InvalidAction') return `Could not find operation ${action} for version 2010-05-15`
  return `${action} failed because of "sandbox fault"`
}

function send(response: ServerResponse, { status, headers, body }: ApiAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
