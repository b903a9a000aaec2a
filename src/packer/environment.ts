export type Environment = Readonly<Record<string, string | undefined>>

export interface PackerEnvironmentOptions {
  readonly region: string
  /** Serves Packer's credentials. Null when it needs none (`init`, `validate`). */
  readonly credentialEndpoint: { readonly url: string; readonly token: string } | null
}

const allowed = new Set([
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'XDG_CONFIG_HOME',
  'XDG_CACHE_HOME',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'http_proxy',
  'https_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'AWS_CA_BUNDLE',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  // The plugin does not use its endpoint option for all calls (1.8.2, ModifyImageAttribute).
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_EC2',
  'AWS_POLL_DELAY_SECONDS',
  'AWS_MAX_ATTEMPTS',
])

/**
 * The complete environment of a Packer process, from an allow-list. The endpoint is the only source of credentials:
 * the AWS files are hidden, because Packer would prefer a `[default]` profile in them.
 */
export function packerEnvironment(
  parent: Environment,
  options: PackerEnvironmentOptions,
): Record<string, string> {
  return {
    ...inherited(parent),
    ...allProxy(parent),
    ...noProxy(parent),
    CHECKPOINT_DISABLE: '1',
    PACKER_NO_COLOR: '1',
    AWS_REGION: options.region,
    AWS_DEFAULT_REGION: options.region,
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    ...(options.credentialEndpoint === null
      ? {}
      : {
          AWS_CONTAINER_CREDENTIALS_FULL_URI: options.credentialEndpoint.url,
          AWS_CONTAINER_AUTHORIZATION_TOKEN: options.credentialEndpoint.token,
        }),
  }
}

function inherited(parent: Environment): Record<string, string> {
  const entries = Object.entries(parent).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && (allowed.has(entry[0]) || entry[0].startsWith('PACKER_')),
  )
  return Object.fromEntries(entries)
}

/** Go does not know ALL_PROXY. */
function allProxy({ ALL_PROXY, all_proxy, HTTPS_PROXY, https_proxy }: Environment): Record<string, string> {
  const proxy = all_proxy || ALL_PROXY
  return proxy && !HTTPS_PROXY && !https_proxy ? { HTTPS_PROXY: proxy } : {}
}

/** Both variables get the same value: programs differ in which one they read first. */
function noProxy(parent: Environment): Record<string, string> {
  const hosts = (parent.NO_PROXY || parent.no_proxy || '').split(',').map(host => host.trim())
  const value = [...new Set([...hosts.filter(host => host !== ''), '127.0.0.1'])].join(',')
  return { NO_PROXY: value, no_proxy: value }
}
