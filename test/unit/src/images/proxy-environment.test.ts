import { expect, test } from 'vitest'
import { proxyEnvironment } from '#src/images/proxy-environment.ts'

test('scripts find the proxy in capital and small letters, but not for the metadata service', () => {
  const variables = proxyEnvironment({ url: 'proxy.corp:3128', noProxy: ['.corp'] })
  expect(variables).toMatchObject({
    HTTP_PROXY: 'http://proxy.corp:3128',
    https_proxy: 'http://proxy.corp:3128',
    NO_PROXY: 'localhost,127.0.0.1,169.254.169.254,169.254.170.2,.corp',
    no_proxy: variables.NO_PROXY,
  })
  expect(proxyEnvironment(null)).toEqual({})
})
