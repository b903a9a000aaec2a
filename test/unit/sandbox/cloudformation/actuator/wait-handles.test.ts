import { beforeEach, describe, expect, test } from 'vitest'
import { createWaitHandles, type WaitHandles } from '#sandbox/cloudformation/actuator/wait-handles.ts'

const stackId = 'arn:aws:cloudformation:us-east-1:123456789012:stack/web/0000-0001'
const request = {
  stackId,
  stackName: 'web',
  rootName: 'web',
  region: 'us-east-1',
  logicalId: 'Handle',
  type: 'AWS::CloudFormation::WaitConditionHandle',
  properties: {},
  tags: {},
  token: 'token',
}
const success = '{"Status":"SUCCESS","UniqueId":"i-1","Reason":"done","Data":"x"}'

describe('the URL of a wait condition handle', () => {
  let time: number
  let signals: unknown[]
  let handles: WaitHandles
  let url: string

  beforeEach(async () => {
    time = Date.UTC(2026, 10, 30)
    signals = []
    handles = createWaitHandles({
      endpoint: 'http://10.1.2.1',
      clock: { now: () => new Date(time) },
      signal: (...signal) => signals.push(signal),
    })
    url = (await handles.create(request)).physicalId
  })

  const put = (target: string, body = success, headers = {}, method = 'PUT') =>
    handles.receive({ method, url: target.replace('http://10.1.2.1', ''), headers, body: Buffer.from(body) })

  test('is a presigned URL of S3 that takes a signal of its stack', () => {
    expect(url).toMatch(
      /^http:\/\/10\.1\.2\.1\/cloudformation-waitcondition-us-east-1\/arn%3Aaws%3A.*Handle\?X-Amz-Algorithm=/,
    )
    expect(put(url)).toMatchObject({ status: 200 })
    const signal = { status: 'SUCCESS', uniqueId: 'i-1', reason: 'done', data: 'x' }
    expect(signals).toEqual([[stackId, url, signal]])
  })

  test.each([
    ['another signature', () => put(url.replace(/.$/, end => (end === '0' ? '1' : '0')))],
    ['another object', () => put(url.replace('Handle', 'Other'))],
    ['a later expiry', () => put(url.replace('Expires=86399', 'Expires=99999'))],
    ['a content type', () => put(url, success, { 'content-type': 'application/json' })],
    ['another method', () => put(url, '', {}, 'GET')],
  ])('refuses %s', (_, send) => {
    expect(send()).toMatchObject({ status: 403, body: expect.stringContaining('SignatureDoesNotMatch') })
    expect(signals).toEqual([])
  })

  test('expires', () => {
    time += 86_400_000
    expect(put(url)).toMatchObject({ status: 403, body: expect.stringContaining('Request has expired') })
  })

  test.each(['', 'done', '{"Status":"MAYBE","UniqueId":"i-1"}', '{"Status":"SUCCESS"}'])(
    'stores %j, which is no signal',
    body => {
      expect(put(url, body)).toMatchObject({ status: 200 })
      expect(signals).toEqual([])
    },
  )

  test('is not that of other requests', () => {
    expect(put('http://10.1.2.1/bucket/key')).toBeUndefined()
  })
})
