import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { caBundle, requestHandler } from '#src/connect/network-path.ts'

const proxies = ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'] as const
beforeEach(() => {
  for (const name of [...proxies, 'AWS_CA_BUNDLE']) vi.stubEnv(name, undefined)
})
afterEach(() => vi.unstubAllEnvs())

describe('the CA bundle', () => {
  test('of the environment has precedence over the one of the profile', () => {
    vi.stubEnv('AWS_CA_BUNDLE', '/env.pem')
    expect(caBundle({ ca_bundle: '/profile.pem' })).toEqual({ file: '/env.pem', setting: 'AWS_CA_BUNDLE' })
  })

  test('of the profile applies when the environment has none, or an empty one', () => {
    const found = { file: '/profile.pem', setting: 'ca_bundle of the profile' }
    expect(caBundle({ ca_bundle: '/profile.pem' })).toEqual(found)
    vi.stubEnv('AWS_CA_BUNDLE', '')
    expect(caBundle({ ca_bundle: '/profile.pem' })).toEqual(found)
  })

  test('is not set by default', () => {
    expect(caBundle(undefined)).toBeUndefined()
    expect(caBundle({})).toBeUndefined()
  })
})

describe('the request handler', () => {
  test('is the one of the SDK without a proxy and without a bundle', async () => {
    expect(await requestHandler(undefined)).toBeUndefined()
  })

  test.each(proxies)('is a separate one with %s', async name => {
    vi.stubEnv(name, 'http://proxy.example:3128')
    expect(await requestHandler(undefined)).toBeDefined()
  })

  describe('with a bundle', () => {
    let folder = ''
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'bundle-'))
    })
    afterEach(() => rm(folder, { recursive: true }))
    const bundle = () => ({ file: join(folder, 'ca.pem'), setting: 'AWS_CA_BUNDLE' })

    test('is a separate one', async () => {
      await writeFile(bundle().file, '-----BEGIN CERTIFICATE-----\n')
      expect(await requestHandler(bundle())).toBeDefined()
    })

    test('rejects a file that has no certificate', async () => {
      await writeFile(bundle().file, 'hello')
      await expect(requestHandler(bundle())).rejects.toMatchObject({
        code: 'CA_BUNDLE_UNREADABLE',
        message: expect.stringMatching(/^AWS_CA_BUNDLE is .*ca\.pem: it contains no PEM certificate$/),
        exitStatus: 2,
      })
    })

    test('rejects a file that is missing', async () => {
      await expect(requestHandler(bundle())).rejects.toMatchObject({
        code: 'CA_BUNDLE_UNREADABLE',
        message: expect.stringContaining('it does not exist'),
      })
    })
  })
})
