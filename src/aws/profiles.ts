import { CredentialsProviderError, parseKnownFiles } from '@smithy/core/config'
import type { ClientOptions } from './client-options.ts'
import type { CredentialProvider, Credentials } from './credentials.ts'
import { translated } from './errors.ts'
import { ssoError } from './sso-errors.ts'

/** The settings of one profile, by their names in the AWS files, e.g. `role_arn`. Values may be secrets. */
export type Profile = Readonly<Record<string, string | undefined>>

/** The profiles of both AWS files, by name; without sections that are not profiles. */
export async function readProfiles(): Promise<Readonly<Record<string, Profile>>> {
  const sections = Object.entries(await parseKnownFiles({}))
  return Object.fromEntries(sections.filter(([name]) => !/^(?:sso-session|services)\./.test(name)))
}

/** The source of the first credentials, before any MFA code or role. */
export type CredentialSource =
  | { readonly kind: 'chain'; readonly profile: string | undefined }
  /** `credential_source` of a profile. */
  | { readonly kind: 'named'; readonly name: string }
  /** The keys of the profile itself, when it is its own source_profile. */
  | { readonly kind: 'keys'; readonly profile: string }

/**
 * Credentials that the SDK finds for a source by its rules (SSO, process, container, instance). The provider throws
 * ToolError NO_CREDENTIALS, SSO_LOGIN_NEEDED, ROLE_DENIED.
 *
 * @throws ToolError NO_CREDENTIALS for an unknown credential_source
 */
export async function sourceCredentials(
  source: CredentialSource,
  client: Omit<ClientOptions, 'credentials'>,
): Promise<CredentialProvider> {
  const lookup = 'the lookup of credentials'
  const provider = await translated(lookup, () => providerOf(source, client))
  return options => translated(lookup, () => provider(options))
}

async function providerOf(
  source: CredentialSource,
  { region, ...path }: Omit<ClientOptions, 'credentials'>,
): Promise<CredentialProvider> {
  if (source.kind === 'keys') return async () => keysOf(source.profile, await readProfiles())
  const { fromContainerMetadata, fromEnv, fromInstanceMetadata, fromNodeProviderChain } = await import(
    '@aws-sdk/credential-providers'
  )
  if (source.kind === 'chain') {
    // IAM Identity Center has its own region (sso_region), which a region in clientConfig would override.
    const options = { clientConfig: path, parentClientConfig: { region, ...path } }
    const { profile } = source
    if (profile === undefined) return fromNodeProviderChain(options)
    const provider = fromNodeProviderChain({ ...options, profile })
    return asked =>
      provider(asked).catch((cause: unknown) => {
        throw ssoError(profile, cause)
      })
  }
  if (source.name === 'Environment') return fromEnv()
  if (source.name === 'Ec2InstanceMetadata') return fromInstanceMetadata()
  if (source.name === 'EcsContainer') return fromContainerMetadata()
  throw new CredentialsProviderError(
    `credential_source is "${source.name}"; use Environment, Ec2InstanceMetadata or EcsContainer`,
  )
}

function keysOf(name: string, profiles: Readonly<Record<string, Profile>>): Credentials {
  const { aws_access_key_id, aws_secret_access_key, aws_session_token } = profiles[name] ?? {}
  if (aws_access_key_id === undefined || aws_secret_access_key === undefined)
    throw new CredentialsProviderError(`profile ${name} has no access key`)
  return {
    accessKeyId: aws_access_key_id,
    secretAccessKey: aws_secret_access_key,
    ...(aws_session_token === undefined ? {} : { sessionToken: aws_session_token }),
  }
}
