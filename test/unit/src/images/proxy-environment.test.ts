import { readFile } from 'node:fs/promises'
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

test('the same addresses are without the proxy for scripts and for the services of an instance', async () => {
  const library = await readFile('files/libexec/lib/proxy.sh', 'utf8')
  const ofServices = /never_through_proxy=(\S+)/.exec(library)?.[1]?.split(',') ?? []
  const ofScripts = proxyEnvironment({ url: 'proxy.corp:3128', noProxy: [] }).NO_PROXY?.split(',') ?? []
  // The services are Go programs: they never use a proxy for this machine. The agent's list has Docker's socket.
  expect(ofScripts.filter(one => one !== 'localhost' && one !== '127.0.0.1')).toEqual(
    ofServices.filter(one => one !== '/var/run/docker.sock'),
  )
})
