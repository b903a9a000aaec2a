import { expect, test } from 'vitest'
import { translated } from '#src/aws/errors.ts'

const failing = (error: Error) => translated('ec2:DescribeImages', () => Promise.reject(error))
const named = (name: string, message = name) => Object.assign(new Error(message), { name })
const network = (code: string, hostname: string) => Object.assign(new Error(code), { code, hostname })

test.each<[Error, string]>([
  [network('ENOTFOUND', 'ec2.eu-nowhere-1.amazonaws.com'), 'REGION_UNKNOWN'],
  [named('SignatureDoesNotMatch', 'Credential should be scoped to a valid region.'), 'REGION_UNKNOWN'],
  [network('ENOTFOUND', 'proxy.corp'), 'AWS_UNREACHABLE'],
  [new Error('wrapped', { cause: network('ECONNREFUSED', '') }), 'AWS_UNREACHABLE'],
  [named('UnauthorizedOperation'), 'ACCESS_DENIED'],
  [named('CredentialsProviderError'), 'NO_CREDENTIALS'],
  [named('ExpiredToken'), 'CREDENTIALS_EXPIRED'],
  [named('SomethingNew'), 'AWS_CALL_FAILED'],
])('%s is %s', async (error, code) => {
  await expect(failing(error)).rejects.toMatchObject({ code, cause: error })
})
