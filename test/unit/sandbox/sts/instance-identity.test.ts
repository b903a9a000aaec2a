import { expect, test } from 'vitest'
import { isByInstanceIdentity } from '#sandbox/sts/instance-identity.ts'

const instanceId = 'i-0123456789abcdef0'

function call({
  service = 'cloudformation',
  action = 'SignalResource',
  authorization = `CFN_V1 ${Buffer.from(JSON.stringify({ instanceId })).toString('base64')}:`,
}) {
  const api = {
    service,
    action,
    region: 'us-east-1',
    protocol: 'query',
    accessKeyId: undefined,
    parameters: {},
  } as const
  const raw = { method: 'POST', headers: { authorization }, url: '/', body: Buffer.alloc(0) }
  return { api, raw, source: '10.0.0.9' }
}

test.each(['SignalResource', 'DescribeStackResource'])('%s needs only the identity document', action => {
  expect(isByInstanceIdentity(call({ action }), instanceId)).toBe(true)
})

test.each([
  ['another action', call({ action: 'DeleteStack' }), instanceId],
  ['another service', call({ service: 's3' }), instanceId],
  ['no document', call({ authorization: '' }), instanceId],
  ['a document that is not JSON', call({ authorization: 'CFN_V1 bm9uZQ==:' }), instanceId],
  ['a call from another instance', call({}), 'i-0fedcba9876543210'],
  ['a call from elsewhere', call({}), undefined],
])('%s is not accepted', (_case, incoming, caller) => {
  expect(isByInstanceIdentity(incoming, caller)).toBe(false)
})
