import type { Documents } from '../documents.ts'
import type { Identity } from '../supervisor/identity.ts'

/** Variables that could send an AWS client to another account than the sandbox's. */
const unset = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_ROLE_ARN',
  'AWS_ROLE_SESSION_NAME',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
  'AWS_CA_BUNDLE',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  ...['EC2', 'STS', 'SSM', 'ECS', 'IAM', 'CLOUDFORMATION', 'AUTO_SCALING', 'CLOUDWATCH_LOGS'].map(
    service => `AWS_ENDPOINT_URL_${service}`,
  ),
]

/** Variables for a client of the sandbox; `noProxy` is the present value of NO_PROXY. */
export function clientEnvironment(
  endpoint: string,
  { accessKeyId, secretAccessKey, region }: Identity,
  noProxy: string | undefined,
): Documents['env'] {
  const exceptions = [noProxy, new URL(endpoint).hostname].filter(Boolean).join(',')
  return {
    set: {
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ENDPOINT_URL: endpoint,
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_POLL_DELAY_SECONDS: '1',
      AWS_MAX_ATTEMPTS: '600',
      NO_PROXY: exceptions,
      no_proxy: exceptions,
    },
    unset,
  }
}
