import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
  type Credentials as StsCredentials,
} from '@aws-sdk/client-sts'
import { type ClientOptions, retries } from './client-options.ts'
import type { Credentials } from './credentials.ts'
import { errorCode, translated } from './errors.ts'
import { codeError, roleError, tokenError } from './sts-errors.ts'
import type { RoleRequest, WebIdentityToken } from './sts-requests.ts'

export interface CallerIdentity {
  readonly accountId: string
  readonly arn: string
  /** Last part of the ARN: the user's name, or role/session. */
  readonly name: string
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string
}

/** STS, called with the client's identity. */
export interface Sts {
  caller(): Promise<CallerIdentity>
  /**
   * A session of the same user with MFA.
   *
   * @throws ToolError MFA_WRONG
   */
  mfaSession(request: { serial: string; code: string; durationSeconds: number }): Promise<Credentials>
  /**
   * @returns undefined when the packed policy is too large
   * @throws ToolError ROLE_DENIED, ROLE_DURATION
   */
  assumeRole(request: RoleRequest): Promise<Credentials | undefined>
  /**
   * Assumes the role with a token; the request is not signed.
   *
   * @returns undefined as assumeRole does
   * @throws ToolError ROLE_DENIED, ROLE_DURATION, WEB_IDENTITY_REFUSED
   */
  assumeRoleByToken(request: RoleRequest, token: WebIdentityToken): Promise<Credentials | undefined>
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
          throw codeError(serial, cause)
        }
      }),

    assumeRole: request =>
      translated('sts:AssumeRole', async () => {
        const { externalId } = request
        const external = externalId === null ? {} : { ExternalId: externalId }
        const command = new AssumeRoleCommand({ ...roleInput(request), ...external })
        return granted(request, () => client.send(command), roleError)
      }),

    assumeRoleByToken: (request, token) =>
      translated('sts:AssumeRoleWithWebIdentity', async () => {
        const input = { ...roleInput(request), WebIdentityToken: token.text }
        const send = () => client.send(new AssumeRoleWithWebIdentityCommand(input))
        return granted(request, send, (_, cause) => tokenError(request, token, cause))
      }),
  }
}

function roleInput({ arn, sessionName, durationSeconds, policy }: RoleRequest) {
  const limit = policy === null ? {} : { Policy: policy }
  return { RoleArn: arn, RoleSessionName: sessionName, DurationSeconds: durationSeconds, ...limit }
}

async function granted(
  request: RoleRequest,
  ask: () => Promise<{ Credentials?: StsCredentials | undefined }>,
  errorOf: (request: RoleRequest, cause: unknown) => unknown,
): Promise<Credentials | undefined> {
  try {
    return toCredentials((await ask()).Credentials)
  } catch (cause) {
    if (request.policy !== null && errorCode(cause).startsWith('PackedPolicyTooLarge')) return undefined
    throw errorOf(request, cause)
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
