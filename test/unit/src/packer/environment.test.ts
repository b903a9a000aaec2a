import { expect, test } from 'vitest'
import { packerEnvironment } from '#src/packer/environment.ts'

const options = {
  region: 'eu-central-1',
  credentialEndpoint: { url: 'http://127.0.0.1:4000/credentials', token: 'secret' },
}

test('only variables on the list are inherited', () => {
  const environment = packerEnvironment(
    {
      PATH: '/bin',
      HOME: '/root',
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'key',
      AWS_SESSION_TOKEN: 'token',
      AWS_PROFILE: 'admin',
      AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
      PKR_VAR_region: 'us-east-1',
      GITHUB_TOKEN: 'token',
      PACKER_PLUGIN_PATH: '/plugins',
      AWS_MAX_ATTEMPTS: '120',
      AWS_ENDPOINT_URL: 'http://10.0.0.1',
    },
    options,
  )
  expect(environment).toEqual({
    PATH: '/bin',
    HOME: '/root',
    PACKER_PLUGIN_PATH: '/plugins',
    AWS_MAX_ATTEMPTS: '120',
    AWS_ENDPOINT_URL: 'http://10.0.0.1',
    NO_PROXY: '127.0.0.1',
    no_proxy: '127.0.0.1',
    CHECKPOINT_DISABLE: '1',
    PACKER_NO_COLOR: '1',
    AWS_REGION: 'eu-central-1',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:4000/credentials',
    AWS_CONTAINER_AUTHORIZATION_TOKEN: 'secret',
  })
})

test('the credential endpoint is never accessed through a proxy, and other exceptions stay', () => {
  const environment = packerEnvironment(
    { HTTPS_PROXY: 'http://proxy:3128', no_proxy: '10.0.0.0/8, .corp' },
    options,
  )
  expect(environment).toMatchObject({
    HTTPS_PROXY: 'http://proxy:3128',
    NO_PROXY: '10.0.0.0/8,.corp,127.0.0.1',
    no_proxy: '10.0.0.0/8,.corp,127.0.0.1',
  })
})

test.each([
  [{ ALL_PROXY: 'http://proxy:3128' }, 'http://proxy:3128'],
  [{ all_proxy: 'http://proxy:3128', HTTPS_PROXY: '' }, 'http://proxy:3128'],
  [{ ALL_PROXY: 'http://proxy:3128', HTTPS_PROXY: 'http://other:1' }, 'http://other:1'],
])('a proxy for everything is the one for https, which is all that Go knows: %j', (parent, expected) => {
  expect(packerEnvironment(parent, options).HTTPS_PROXY || undefined).toBe(expected)
})

test('Packer uses the same kind of endpoints', () => {
  const switches = { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' }
  expect(packerEnvironment(switches, options)).toMatchObject(switches)
})

test('without an endpoint there are no credentials at all', () => {
  const environment = packerEnvironment({ AWS_PROFILE: 'admin' }, { ...options, credentialEndpoint: null })
  expect(Object.keys(environment).filter(name => name.startsWith('AWS_CONTAINER'))).toEqual([])
  expect(environment.AWS_SHARED_CREDENTIALS_FILE).toBe('/dev/null')
})
