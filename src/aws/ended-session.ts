import type { CredentialProvider } from './credentials.ts'
import { errorCode } from './errors.ts'

/** Any client of the SDK. */
interface Client {
  readonly middlewareStack: unknown
  readonly config: { readonly credentials: CredentialProvider }
}

/** The part of the SDK's middleware stack that is used here; its type differs for every client. */
interface Middlewares {
  add(
    middleware: (next: (request: object) => Promise<object>) => (request: object) => Promise<object>,
    options: { readonly step: 'initialize'; readonly name: string },
  ): void
}

/** Repeats a call once with new credentials when AWS ended the session before its expiration. */
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
