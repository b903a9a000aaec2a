import { expect, test } from 'vitest'
import { redact } from '#sandbox/gateway/redact.ts'

test.each([
  'SecretAccessKey',
  'SessionToken',
  'TokenCode',
  'MasterUserPassword',
  'WebIdentityToken',
  'PublicKeyMaterial',
])('%s is replaced', name => {
  expect(redact({ [name]: 'value' })).toEqual({ [name]: '(redacted)' })
})

test.each(['MetadataOptions.HttpTokens', 'ClientToken', 'NextToken', 'ImageId', 'UserData'])(
  '%s is no secret',
  name => {
    expect(redact({ [name]: 'value' })).toEqual({ [name]: 'value' })
  },
)

test('only the value of a secure parameter is redacted', () => {
  expect(redact({ Type: 'SecureString', Value: 'v' })).toMatchObject({ Value: '(redacted)' })
  expect(redact({ Type: 'String', Value: 'v' })).toMatchObject({ Value: 'v' })
})

test('secrets are found in nested parameters', () => {
  expect(redact({ logEvents: [{ token: { secret: 'v' } }] })).toEqual({
    logEvents: [{ token: '(redacted)' }],
  })
})
