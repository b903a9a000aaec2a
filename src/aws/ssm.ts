import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'

export interface Ssm {
  /** The parameter's value; undefined when there is no such parameter. */
  parameter(name: string): Promise<string | undefined>
}

export function createSsm(options: ClientOptions): Ssm {
  const client = renewEndedSessions(new SSMClient({ ...options, ...retries }))
  return {
    parameter: name =>
      translated('ssm:GetParameter', async () => {
        try {
          const { Parameter } = await client.send(new GetParameterCommand({ Name: name }))
          return Parameter?.Value
        } catch (error) {
          if (errorCode(error) === 'ParameterNotFound') return undefined
          throw error
        }
      }),
  }
}
