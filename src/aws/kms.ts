import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient, paginateListGrants } from '@aws-sdk/client-kms'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'

export interface Kms {
  /** Undefined when the caller cannot describe the key. */
  key(keyId: string): Promise<Key | undefined>
  /** Whether a grant or the key policy names the principal (ARN); undefined when the caller cannot read them. */
  isGrantedTo(keyId: string, principal: string): Promise<boolean | undefined>
}

export interface Key {
  readonly arn: string
  /** Every service of the account can use an AWS managed key. */
  readonly isAwsManaged: boolean
  /** `Enabled`, `Disabled`, `PendingDeletion` …; `Missing` when it does not exist. */
  readonly state: string
}

export function createKms(options: ClientOptions): Kms {
  const client = renewEndedSessions(new KMSClient({ ...options, ...retries }))
  return {
    key: keyId =>
      unlessDenied('kms:DescribeKey', async () => {
        const { KeyMetadata } = await client
          .send(new DescribeKeyCommand({ KeyId: keyId }))
          .catch((error: unknown) => {
            if (errorCode(error) !== 'NotFoundException') throw error
            return { KeyMetadata: { Arn: keyId, KeyManager: undefined, KeyState: 'Missing' } }
          })
        return {
          arn: KeyMetadata?.Arn ?? keyId,
          isAwsManaged: KeyMetadata?.KeyManager === 'AWS',
          state: KeyMetadata?.KeyState ?? '',
        }
      }),

    isGrantedTo: async (keyId, principal) => {
      const inPolicy = await unlessDenied('kms:GetKeyPolicy', async () => {
        const { Policy = '' } = await client.send(
          new GetKeyPolicyCommand({ KeyId: keyId, PolicyName: 'default' }),
        )
        return Policy.includes(`"${principal}"`)
      })
      if (inPolicy === true) return true
      const inGrants = await unlessDenied('kms:ListGrants', async () => {
        for await (const { Grants = [] } of paginateListGrants({ client }, { KeyId: keyId })) {
          if (Grants.some(({ GranteePrincipal }) => GranteePrincipal === principal)) return true
        }
        return false
      })
      if (inGrants === true) return true
      return inPolicy === undefined || inGrants === undefined ? undefined : false
    },
  }
}

/** Missing permission to read keys must not stop a deploy. */
function unlessDenied<Result>(action: string, call: () => Promise<Result>): Promise<Result | undefined> {
  return translated(action, async () => {
    try {
      return await call()
    } catch (error) {
      if (denied.has(errorCode(error))) return undefined
      throw error
    }
  })
}

const denied = new Set(['AccessDeniedException', 'AccessDenied'])
