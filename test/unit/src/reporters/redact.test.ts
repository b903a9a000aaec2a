import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createRedactor } from '#src/reporters/redact.ts'

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'

test.each([
  ['a secret that is known', `start packer ${secret}`],
  ['the environment', `AWS_SECRET_ACCESS_KEY=${secret}`],
  ['a credentials file', `aws_secret_access_key = ${secret}`],
  ['an answer of STS', `{"SecretAccessKey":"${secret}","SessionToken":"${secret}"}`],
  ['a signed request', `Authorization: AWS4-HMAC-SHA256 Credential=AKIA/x, Signature=${secret}`],
  ['a signed address', `https://sts.amazonaws.com/?X-Amz-Security-Token=${secret}&x=1`],
  ['an MFA code', `{"TokenCode":"${secret}"}`],
  ['a proxy with a password', `HTTPS_PROXY=http://user:${secret.replaceAll('/', '')}@proxy:3128`],
  ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n-----END RSA PRIVATE KEY-----`],
  ['half a private key', `-----BEGIN PRIVATE KEY-----\n${secret}`],
])('hides %s', (_, text) => {
  const known = text.startsWith('start') ? [secret] : []
  expect(createRedactor(known)(text)).toContain('[hidden]')
  expect(createRedactor(known)(text)).not.toContain(secret.slice(0, 12))
})

test('keeps an access key id recognizable', () => {
  expect(createRedactor([])('key AKIAIOSFODNN7EXAMPLE')).toBe('key AKIA…MPLE')
})

test.each([
  'call EC2Client DescribeImagesCommand: 200, request RdfMERDJiQnTxzXDysET4Jq0jq1p7ZirNQS5E7BQYBQpbVjgEEf1',
  'start /usr/bin/packer build -var-file=image.pkrvars.json image.pkr.hcl',
  'git@github.com:owner/name ami-0123456789abcdef0',
])('leaves "%s" as it is', text => {
  expect(createRedactor([])(text)).toBe(text)
})

test('no known secret remains in any text', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9/+=]{8,40}$/)
  fc.assert(
    fc.property(fc.string(), word, fc.string(), (before, known, after) => {
      const text = createRedactor([known])(`${before}${known}${after}`)
      return !text.replaceAll('[hidden]', '').includes(known)
    }),
  )
})
