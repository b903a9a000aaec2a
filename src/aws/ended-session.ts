import type { EC2Client } from '@aws-sdk/client-ec2'
import type { SSMClient } from '@aws-sdk/client-ssm'
import { errorCode } from './errors.ts'

/** A session can be ended before its time; the client only knows the time. One call more, with new credentials. */
export function renewEndedSessions<Client extends EC2Client | SSMClient>(client: Client): Client {
  const stack: Pick<EC2Client['middlewareStack'], 'add'> = client.middlewareStack
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
