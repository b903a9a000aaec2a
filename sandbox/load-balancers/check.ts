import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { CheckResult } from './health.ts'

export interface CheckOrder {
  readonly protocol: string
  readonly address: string
  readonly port: number
  readonly path: string
  readonly timeoutSeconds: number
}

/** One health check: a GET whose response is complete before the timeout. Certificates are not verified, as on AWS. */
export function check({ protocol, address, port, path, timeoutSeconds }: CheckOrder): Promise<CheckResult> {
  const request = protocol === 'HTTPS' ? requestHttps : requestHttp
  const signal = AbortSignal.timeout(timeoutSeconds * 1000)
  return new Promise(resolve => {
    const failed = () => resolve({ kind: signal.aborted ? 'timeout' : 'failure' })
    const call = request(
      {
        host: address,
        port,
        path,
        signal,
        agent: false,
        rejectUnauthorized: false,
        headers: { 'user-agent': 'ELB-HealthChecker/2.0', connection: 'close' },
      },
      response => {
        response.on('error', failed)
        response.on('end', () => resolve({ kind: 'response', status: response.statusCode ?? 0 }))
        response.resume()
      },
    )
    call.on('error', failed)
    call.end()
  })
}
