import { Readable } from 'node:stream'
import type { ClientOptions } from '#src/aws/client-options.ts'
import type { RequestHandler } from '#src/aws/request-handler.ts'

export interface CannedAnswers extends ClientOptions {
  /** Body of each request, in order. */
  readonly requests: string[]
  /** Whom each was sent to. */
  readonly hosts: string[]
}

/** Options for a client of the SDK that reaches nothing: `answer` says what AWS would, by the request's body. */
export function cannedAnswers(
  answer: (body: string) => { readonly status: number; readonly body: string },
): CannedAnswers {
  const requests: string[] = []
  const hosts: string[] = []
  const requestHandler = {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: { readonly body?: unknown; readonly hostname: string }) {
      hosts.push(request.hostname)
      const body = textOf(request.body)
      requests.push(body)
      const { status, body: text } = answer(body)
      const headers = { 'content-type': 'text/xml' }
      return { response: { statusCode: status, headers, body: Readable.from([text]) } }
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  } as unknown as RequestHandler
  const credentials = async () => ({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' })
  return { region: 'us-east-1', credentials, requestHandler, requests, hosts }
}

/** The SDK sends some bodies as bytes. */
function textOf(body: unknown): string {
  return body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body)
}
