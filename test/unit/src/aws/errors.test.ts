import { expect, test } from 'vitest'
import { translated } from '#src/aws/errors.ts'
import { ToolError } from '#src/errors/tool-error.ts'

const failing = (error: Error) => translated('ec2:DescribeImages', () => Promise.reject(error))
const named = (name: string, message = name) => Object.assign(new Error(message), { name })
const network = (code: string, hostname: string) => Object.assign(new Error(code), { code, hostname })
const withStatus = (status: number, part: string, field: string) =>
  Object.assign(new Error('no'), { [part]: { [field]: status } })

test.each<[Error, string]>([
  [network('ENOTFOUND', 'ec2.eu-nowhere-1.amazonaws.com'), 'REGION_UNKNOWN'],
  // Without a network or a resolver, no host name is found.
  [network('ENOTFOUND', 'ec2.eu-central-1.amazonaws.com'), 'AWS_UNREACHABLE'],
  [network('ENOTFOUND', 'ssm.us-gov-west-1.amazonaws.com'), 'AWS_UNREACHABLE'],
  [network('EAI_AGAIN', 'ec2.eu-nowhere-1.amazonaws.com'), 'AWS_UNREACHABLE'],
  [named('SignatureDoesNotMatch', 'Credential should be scoped to a valid region.'), 'REGION_UNKNOWN'],
  [network('ENOTFOUND', 'proxy.corp'), 'AWS_UNREACHABLE'],
  [new Error('wrapped', { cause: network('ECONNREFUSED', '') }), 'AWS_UNREACHABLE'],
  [named('UnauthorizedOperation'), 'ACCESS_DENIED'],
  [named('CredentialsProviderError'), 'NO_CREDENTIALS'],
  [named('ExpiredToken'), 'CREDENTIALS_EXPIRED'],
  [named('AccessDeniedException'), 'ACCESS_DENIED'],
  [named('TokenProviderError'), 'NO_CREDENTIALS'],
  [named('RequestExpired'), 'CREDENTIALS_EXPIRED'],
  [named('InvalidClientTokenId'), 'CREDENTIALS_REFUSED'],
  [named('SignatureDoesNotMatch', 'does not match the signature you provided'), 'CREDENTIALS_REFUSED'],
  [named('SignatureDoesNotMatch', 'Signature expired: 20261121 is now earlier'), 'CLOCK_OFF'],
  [named('InvalidSignatureException', 'Signature not yet current'), 'CLOCK_OFF'],
  [named('RequestTimeTooSkewed'), 'CLOCK_OFF'],
  [named('Other', 'Signature expired'), 'AWS_CALL_FAILED'],
  [withStatus(407, '$response', 'statusCode'), 'PROXY_REFUSED'],
  [withStatus(407, '$metadata', 'httpStatusCode'), 'PROXY_REFUSED'],
  [new Error('wrapped', { cause: network('SELF_SIGNED_CERT_IN_CHAIN', '') }), 'TLS_NOT_TRUSTED'],
  [named('TimeoutError'), 'AWS_UNREACHABLE'],
  [named('SomethingNew'), 'AWS_CALL_FAILED'],
])('%s is %s', async (error, code) => {
  await expect(failing(error)).rejects.toMatchObject({ code, cause: error })
})

test('an error that was translated before stays as it is', async () => {
  const error = new ToolError('STACK_GONE', 'gone', { hint: '' })
  await expect(failing(error)).rejects.toBe(error)
})
