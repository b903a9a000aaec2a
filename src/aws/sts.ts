import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
  type Credentials as StsCredentials,
} from '@aws-sdk/client-sts'
import { ToolError } from '../errors/tool-error.ts'
import { type ClientOptions, retries } from './client-options.ts'
import type { Credentials } from './credentials.ts'
import { errorCode, translated } from './errors.ts'

export interface CallerIdentity {
  readonly accountId: string
  readonly arn: string
  /** Last part of the ARN: the user's name, or role/session. */
  readonly name: string
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string
}

export interface RoleRequest {
  readonly arn: string
  readonly sessionName: string
  readonly externalId: string | null
  readonly durationSeconds: number
  /** Session policy as JSON; null: all that the role may do. */
  readonly policy: string | null
}

/** STS as the identity that the client signs with. */
export interface Sts {
  caller(): Promise<CallerIdentity>
  /**
   * A session of the same user that has shown its MFA device.
   *
   * @throws ToolError MFA_WRONG
   */
  mfaSession(request: { serial: string; code: string; durationSeconds: number }): Promise<Credentials>
  /**
   * @returns undefined when STS finds the policy too large after packing it
   * @throws ToolError ROLE_DENIED, ROLE_DURATION
   */
  assumeRole(request: RoleRequest): Promise<Credentials | undefined>
}

export function createSts(options: ClientOptions): Sts {
  const client = new STSClient({ ...options, ...retries })
  return {
    caller: () =>
      translated('sts:GetCallerIdentity', async () => {
        const { Account = '', Arn = '' } = await client.send(new GetCallerIdentityCommand({}))
        const [, partition = 'aws', , , , resource = ''] = Arn.split(':')
        const name = resource.split('/').slice(1).join('/') || resource
        return { accountId: Account, arn: Arn, name, partition }
      }),

    mfaSession: ({ serial, code, durationSeconds }) =>
      translated('sts:GetSessionToken', async () => {
        const request = { SerialNumber: serial, TokenCode: code, DurationSeconds: durationSeconds }
        try {
          return toCredentials((await client.send(new GetSessionTokenCommand(request))).Credentials)
        } catch (cause) {
          throw isRefusedCode(cause) ? wrongCode(serial, cause) : cause
        }
      }),

    assumeRole: request =>
      translated('sts:AssumeRole', async () => {
        const { arn, sessionName, externalId, durationSeconds, policy } = request
        const command = new AssumeRoleCommand({
          RoleArn: arn,
          RoleSessionName: sessionName,
          DurationSeconds: durationSeconds,
          ...(externalId === null ? {} : { ExternalId: externalId }),
          ...(policy === null ? {} : { Policy: policy }),
        })
        try {
          return toCredentials((await client.send(command)).Credentials)
        } catch (cause) {
          if (policy !== null && errorCode(cause).startsWith('PackedPolicyTooLarge')) return undefined
          throw roleError(request, cause)
        }
      }),
  }
}

function toCredentials(given: StsCredentials | undefined): Credentials {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '', Expiration } = given ?? {}
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  }
}

/** STS says a wrong code and a wrong device by AccessDenied, a code that is none by ValidationError. */
function isRefusedCode(cause: unknown): cause is Error {
  return (
    cause instanceof Error && /MultiFactorAuthentication failed|tokenCode|serialNumber/.test(cause.message)
  )
}

function wrongCode(serial: string, cause: Error): ToolError {
  return new ToolError('MFA_WRONG', `the code for the MFA device ${serial} was refused: ${cause.message}`, {
    why: 'A code holds for 30 seconds and only once; the clock of the device counts.',
    hint: 'Wait for the next code and repeat the command; check mfa_serial of the profile.',
    cause,
  })
}

function roleError({ arn, durationSeconds, externalId }: RoleRequest, cause: unknown): unknown {
  const message = cause instanceof Error ? cause.message : ''
  if (errorCode(cause) === 'AccessDenied') {
    const said = externalId === null ? 'no external id' : 'the configured external id'
    return new ToolError('ROLE_DENIED', `the role ${arn} may not be assumed: ${message}`, {
      why: `Its trust policy must name this identity, and this identity must be allowed sts:AssumeRole; ${said} was sent.`,
      hint: 'Check the ARN, the trust policy of the role (MFA, external id) and the profile.',
      cause,
    })
  }
  if (errorCode(cause) === 'ValidationError' && message.includes('DurationSeconds')) {
    return new ToolError('ROLE_DURATION', `a session of ${durationSeconds} s is too long: ${message}`, {
      hint: `Set session.durationSeconds (or duration_seconds of the profile) to less, or raise the maximum session duration of ${arn}.`,
      exitStatus: 2,
      cause,
    })
  }
  return cause
}
