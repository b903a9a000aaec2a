import { expect, test } from 'vitest'
import { exchangeOf } from '#sandbox/gateway/exchange.ts'

const raw = {
  method: 'POST',
  url: '/?a=b',
  headers: {
    authorization: 'AWS4-HMAC-SHA256 …',
    'x-amz-security-token': 'token',
    'content-type': 'text/plain',
  },
  body: Buffer.from('sent'),
}

test('an exchange has both messages without the credentials of the caller', () => {
  const headers = { 'content-type': 'text/xml' }
  expect(exchangeOf(raw, { status: 200, headers, body: 'answered' })).toEqual({
    request: { method: 'POST', url: '/?a=b', headers: { 'content-type': 'text/plain' }, body: btoa('sent') },
    response: { status: 200, headers, body: btoa('answered') },
  })
})

test('a dropped call has no response', () => {
  expect(exchangeOf(raw, undefined).response).toBeNull()
})
