import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'

export interface Ssm {
  /** The parameter's value; undefined when there is no such parameter. */
  parameter(name: string): Promise<string | undefined>
  /** The parameter's value and version; undefined when there is no such parameter. */
  parameterVersion(name: string): Promise<ParameterVersion | undefined>
  /**
   * Creates or overwrites a parameter; returns the version that the value will have. SSM validates an `aws:ec2:image`
   * after it has answered, and then may not write it.
   */
  putParameter(parameter: NewParameter): Promise<number>
}

export interface ParameterVersion {
  readonly value: string
  /** From 1. */
  readonly version: number
  /** `text`, `aws:ec2:image` … It cannot be changed. */
  readonly dataType: string
}

export interface NewParameter {
  readonly name: string
  /** At most 4,096 characters. */
  readonly value: string
  readonly dataType: 'aws:ec2:image' | 'text'
}

export function createSsm(options: ClientOptions): Ssm {
  const client = renewEndedSessions(new SSMClient({ ...options, ...retries }))

  async function read(name: string) {
    try {
      return (await client.send(new GetParameterCommand({ Name: name }))).Parameter
    } catch (error) {
      if (errorCode(error) === 'ParameterNotFound') return undefined
      throw error
    }
  }

  return {
    parameter: name => translated('ssm:GetParameter', async () => (await read(name))?.Value),

    parameterVersion: name =>
      translated('ssm:GetParameter', async () => {
        const { Value, Version, DataType = 'text' } = (await read(name)) ?? {}
        return Value === undefined || Version === undefined
          ? undefined
          : { value: Value, version: Version, dataType: DataType }
      }),

    putParameter: ({ name, value, dataType }) =>
      translated('ssm:PutParameter', async () => {
        const { Version } = await client.send(
          new PutParameterCommand({
            Name: name,
            Value: value,
            Type: 'String',
            DataType: dataType,
            Tier: 'Standard',
            Overwrite: true,
          }),
        )
        if (Version === undefined) throw new Error('the response has no version')
        return Version
      }),
  }
}
