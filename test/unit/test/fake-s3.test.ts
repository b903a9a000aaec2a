import { expect, test } from 'vitest'
import { fakeS3, type S3Fault } from '#test/helpers/fake-s3.ts'

const owner = '123456789012'
const address = { bucket: 'state', owner, key: 'locks/a' }
const object = (text: string) => ({ ...address, text })

test('an object that must be absent is written once', async () => {
  const { client } = fakeS3(owner, ['state'])
  expect(await client.putIf(object('a'), 'absent')).toMatch(/^"[0-9a-f]{32}"$/)
  expect(await client.putIf(object('b'), 'absent')).toBeUndefined()
  expect(await client.get(address, 10)).toMatchObject({ text: 'a' })
})

test('an object is replaced only if it has the expected ETag', async () => {
  const { client } = fakeS3(owner, ['state'])
  const first = (await client.putIf(object('a'), 'absent')) ?? ''
  const second = (await client.putIf(object('b'), { etag: first })) ?? ''
  expect(await client.putIf(object('c'), { etag: first })).toBeUndefined()
  expect(await client.get(address, 10)).toMatchObject({ text: 'b', etag: second })
})

test('an object that was expected and does not exist is not written', async () => {
  const { client, objects } = fakeS3(owner, ['state'])
  expect(await client.putIf(object('a'), { etag: '"1"' })).toBeUndefined()
  expect(objects.size).toBe(0)
})

test('the same content has the same ETag', async () => {
  const { client } = fakeS3(owner, ['state'])
  const first = (await client.putIf(object('a'), 'absent')) ?? ''
  const second = (await client.putIf(object('b'), { etag: first })) ?? ''
  expect(await client.putIf(object('a'), { etag: second })).toBe(first)
})

test('the times of an object are whole seconds of its clock', async () => {
  let now = Date.UTC(2026, 10, 21, 1, 2, 3, 999)
  const { client } = fakeS3(owner, ['state'], { now: () => now })
  await client.put(object('a'))
  now += 1500
  expect(await client.get(address, 10)).toMatchObject({
    writtenAt: new Date('2026-11-21T01:02:03Z'),
    readAt: new Date('2026-11-21T01:02:05Z'),
  })
})

test('an object that is too large has no text, and one that does not exist is undefined', async () => {
  const { client } = fakeS3(owner, ['state'])
  expect(await client.get(address, 10)).toBeUndefined()
  await client.put(object('é'.repeat(6)))
  expect(await client.get(address, 10)).toMatchObject({ text: null })
})

test('a bucket of another account is denied, and one that does not exist is not found', async () => {
  const { client } = fakeS3(owner, ['state'])
  const other = { ...object('a'), owner: '210987654321' }
  await expect(client.putIf(other, 'absent')).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
  await expect(client.get(other, 10)).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
  const missing = { ...address, bucket: 'missing' }
  await expect(client.get(missing, 10)).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' })
  expect(await client.bucketRegion('missing', owner)).toBeUndefined()
})

test.each<[S3Fault, string | undefined | 'fails', string | undefined]>([
  ['conflict', undefined, undefined],
  ['repeated', undefined, 'a'],
  ['lost-before', 'fails', undefined],
  ['lost-after', 'fails', 'a'],
])('a first write with the fault %s answers %s and leaves %s', async (fault, answer, left) => {
  const faults: (S3Fault | undefined)[] = [fault]
  const { client, objects } = fakeS3(owner, ['state'], { fault: () => faults.shift() })
  const written = client.putIf(object('a'), 'absent')
  await (answer === 'fails'
    ? expect(written).rejects.toMatchObject({ code: 'AWS_UNREACHABLE' })
    : expect(written).resolves.toBe(answer))
  expect(objects.get('state/locks/a')?.text).toBe(left)
})
