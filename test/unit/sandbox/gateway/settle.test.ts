import { expect, test } from 'vitest'
import type { ApiRequest } from '#sandbox/gateway/api-request.ts'
import { whenSettled } from '#sandbox/gateway/settle.ts'

const packer = 'APN/1.0 HashiCorp/1.0 Packer/1.16.0 aws-sdk-go-v2/1.36.3'

/** How often the AMI is read until the answer, when it is available after that many looks. */
async function looks(availableAfter: number, replaced: Partial<ApiRequest> = {}, agent = packer) {
  let reads = 0
  let now = 0
  const clock = {
    now: () => new Date(now),
    sleep: async (milliseconds: number) => {
      now += milliseconds
    },
  }
  const read = async () => {
    reads += 1
    const state = reads > availableAfter ? 'available' : 'pending'
    return { status: 200, headers: {}, body: `<imageState>${state}</imageState>` }
  }
  const api = { action: 'DescribeImages', parameters: { 'ImageId.1': 'ami-1' }, ...replaced } as ApiRequest
  const answer = await whenSettled(api, { headers: { 'user-agent': agent } }, read, clock)
  return { reads, answer: String(answer.body), seconds: now / 1000 }
}

test('a new Packer that looks at an AMI is answered when it is available', async () => {
  expect(await looks(10)).toEqual({ reads: 11, answer: '<imageState>available</imageState>', seconds: 2 })
})

test('but at most 10 seconds later', async () => {
  const { answer, seconds } = await looks(1000)
  expect([answer, seconds]).toEqual(['<imageState>pending</imageState>', 10])
})

test.each<[string, Partial<ApiRequest>, string]>([
  ['another client', {}, 'aws-cli/2.31.0'],
  ['an old Packer, which looks every second', {}, 'aws-sdk-go/1.36.5 APN/1.0 HashiCorp/1.0 Packer/1.6.6'],
  ['a search', { parameters: { 'Owner.1': 'self' } }, packer],
  ['a look at something else', { action: 'DescribeInstances' }, packer],
])('%s is answered at once', async (_, request, agent) => {
  expect((await looks(10, request, agent)).reads).toBe(1)
})
