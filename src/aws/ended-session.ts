import type { CredentialProvider } from './credentials.ts'
import { errorCode } from './errors.ts'

/** Any client of the SDK. */
interface Client {
  readonly middlewareStack: unknown
  readonly config: { readonly credentials: CredentialProvider }
}

/** The part of the SDK's middleware stack that is used here; every client has a type of its own for it. */
interface Middlewares {
  add(
    middleware: (next: (request: object) => Promise<object>) => (request: object) => Promise<object>,
    options: { readonly step: 'initialize'; readonly name: string },
  ): void
}

/** A session can be ended before its time; the client only knows the time. One call more, with new credentials. */
export function renewEndedSessions<Renewed extends Client>(client: Renewed): Renewed {
  const stack = client.middlewareStack as Middlewares
  stack.add(
    next => async request => {
      try {
        return await next(request)
      } catch (error) {
        if (!endedSession.has(errorCode(error))) throw error
        await client.config.credentials({ forceRefresh: true })
        return next(request)
      }
    },
    { step: 'initialize', name: 'renewEndedSessions' },
  )
  return client
}

const endedSession = new Set(['ExpiredToken', 'ExpiredTokenException', 'RequestExpired'])
