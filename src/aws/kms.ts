import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient, paginateListGrants } from '@aws-sdk/client-kms'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { errorCode, translated } from './errors.ts'
import { evaluateKeyPolicy, type KeyUse } from './key-policy.ts'

export interface Kms {
  /** Undefined when the caller cannot describe the key. */
  key(keyId: string): Promise<Key | undefined>
  /**
   * Whether a grant or the key policy lets a service-linked role (ARN) create volumes with the key (ARN); undefined when
   * the caller cannot read them, or when only AWS can evaluate the policy.
   */
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
        return evaluateKeyPolicy(Policy, useForVolumes(keyId, principal))
      })
      if (inPolicy === 'allowed') return true
      if (inPolicy === 'denied') return false
      const inGrants = await unlessDenied('kms:ListGrants', async () => {
        for await (const { Grants = [] } of paginateListGrants({ client }, { KeyId: keyId })) {
          if (Grants.some(({ GranteePrincipal }) => GranteePrincipal === principal)) return true
        }
        return false
      })
      if (inGrants === true) return true
      return inPolicy === 'silent' && inGrants === false ? false : undefined
    },
  }
}

/** What EC2 does with the key for the role when it creates an encrypted volume (EBS user guide, encryption). */
function useForVolumes(key: string, principal: string): KeyUse {
  const region = key.split(':')[3] ?? ''
  const account = principal.split(':')[4] ?? ''
  return {
    principal,
    key,
    actions: ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKeyWithoutPlaintext'],
    context: {
      'aws:PrincipalAccount': account,
      'aws:PrincipalArn': principal,
      'aws:SecureTransport': 'true',
      'kms:CallerAccount': account,
      'kms:GrantIsForAWSResource': 'true',
      'kms:ViaService': `ec2.${region}.amazonaws.com${principal.startsWith('arn:aws-cn:') ? '.cn' : ''}`,
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
