import { expect, test } from 'vitest'
import {
  assertCanLogIn,
  brokenAmazonPlugins,
  capabilitiesOf,
  sha1AcceptedTag,
} from '#src/packer/capabilities.ts'

const debian = { path: '/usr/bin/packer', version: '1.6.6' }
const base = { imageId: 'ami-1', tags: {} }

test('Packer 1.6 contains the Amazon builder and has none of the newer options', () => {
  const { oldestAmazonPlugin, ...options } = capabilitiesOf('1.6.6')
  expect(oldestAmazonPlugin).toBeNull()
  expect(Object.values(options)).not.toContain(true)
})

test('a pre-release counts as its release', () => {
  expect(capabilitiesOf('1.16.0-dev').ed25519KeyPair).toBe(true)
})

test('a Packer that signs with SHA-1 only is refused', () => {
  expect(() => assertCanLogIn(debian, base)).toThrowError(
    expect.objectContaining({ code: 'PACKER_SIGNS_SHA1', message: expect.stringContaining('ami-1') }),
  )
})

test('unless the base AMI accepts these signatures', () => {
  const tags = { [sha1AcceptedTag.key]: sha1AcceptedTag.value }
  expect(() => assertCanLogIn(debian, { ...base, tags })).not.toThrow()
})

test.each([
  ['public', null, []],
  ['session-manager', null, ['1.7.0', '1.8.1', '1.8.2']],
  ['session-manager', 'builder', ['1.7.0']],
] as const)(
  'with ssh %s and the profile %s, %j of the plugin are not used',
  (ssh, instanceProfile, expected) => {
    expect(brokenAmazonPlugins({ ssh, instanceProfile })).toEqual(expected)
  },
)

test('a newer Packer logs in anywhere', () => {
  expect(() => assertCanLogIn({ ...debian, version: '1.9.0' }, base)).not.toThrow()
})
