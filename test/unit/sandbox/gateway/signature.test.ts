import { expect, test } from 'vitest'
import { signatureFault, signatureOf } from '#sandbox/gateway/signature.ts'

// "get-vanilla" of AWS's own examples of Signature Version 4.
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const signature = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'
const signed = new Date('2015-08-30T12:36:00Z')
const authorization = `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`
const request = {
  method: 'GET',
  url: '/',
  headers: { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z', authorization },
  body: Buffer.alloc(0),
}
const minutesLater = (minutes: number) => new Date(signed.getTime() + minutes * 60_000)

test("AWS's example has AWS's signature", () => {
  const scope = { date: '20150830', region: 'us-east-1', service: 'service' }
  expect(signatureOf(request, ['host', 'x-amz-date'], scope, secret)).toBe(signature)
  expect(signatureFault(request, secret, signed)).toBeUndefined()
})

test('another secret, query, or body does not match', () => {
  const mismatch = { kind: 'mismatch' }
  expect(signatureFault(request, 'other', signed)).toEqual(mismatch)
  expect(signatureFault({ ...request, url: '/?a=b' }, secret, signed)).toEqual(mismatch)
  expect(signatureFault({ ...request, body: Buffer.from('a') }, secret, signed)).toEqual(mismatch)
})

test.each([
  [-16, 'skewed'],
  [-14, undefined],
  [14, undefined],
  [16, 'skewed'],
])('%i minutes later it is %s', (minutes, kind) => {
  expect(signatureFault(request, secret, minutesLater(minutes))?.kind).toBe(kind)
})

test('a signature without a time, or of another kind, is incomplete', () => {
  const { 'x-amz-date': _, ...untimed } = request.headers
  expect(signatureFault({ ...request, headers: untimed }, secret, signed)).toEqual({ kind: 'incomplete' })
  const headers = { ...request.headers, authorization: 'Basic YTpi' }
  expect(signatureFault({ ...request, headers }, secret, signed)).toEqual({ kind: 'incomplete' })
})
