import { expect, test } from 'vitest'
import type { ApiRequest } from '#sandbox/gateway/api-request.ts'
import { whenSettled } from '#sandbox/gateway/settle.ts'

const packer = 'APN/1.0 HashiCorp/1.0 Packer/1.16.0 aws-sdk-go-v2/1.36.3'
const oldPacker = 'aws-sdk-go/1.36.5 APN/1.0 HashiCorp/1.0 Packer/1.6.6'
const image = (state: string) => `<imageState>${state}</imageState>`
const instance = (state: string) =>
  `<instanceState><code>0</code><name>${state}</name></instanceState><privateIpAddress>10.0.0.9</privateIpAddress>`

interface Look {
  readonly action?: string
  readonly parameters?: Readonly<Record<string, string>>
  readonly agent?: string
  /** Bodies in turn; the last one stays. */
  readonly bodies?: readonly string[]
  /** Seconds after which the machine accepts connections. */
  readonly sshAfter?: number
}

/** The answer, how often moto was asked for it, and how long it was held back. */
async function look({
  action = 'DescribeImages',
  parameters = { 'ImageId.1': 'ami-1' },
  agent = packer,
  bodies = [...Array(10).fill(image('pending')), image('available')],
  sshAfter = 0,
}: Look) {
  let reads = 0
  let now = 0
  const tried: string[] = []
  const clock = {
    now: () => new Date(now),
    sleep: async (milliseconds: number) => {
      now += milliseconds
    },
  }
  const read = async () => ({
    status: 200,
    headers: {},
    body: bodies[Math.min(reads++, bodies.length - 1)] ?? '',
  })
  const acceptsSsh = async (address: string) => {
    tried.push(address)
    return now >= sshAfter * 1000
  }
  const api = { action, parameters } as unknown as ApiRequest
  const answer = await whenSettled(api, { headers: { 'user-agent': agent } }, read, { clock, acceptsSsh })
  return { reads, answer: String(answer.body), seconds: now / 1000, tried }
}

const ofInstance = { action: 'DescribeInstances', parameters: { 'InstanceId.1': 'i-1' } }

test.each([packer, oldPacker])('%s, which looks at an AMI, is answered when it is available', async agent => {
  expect(await look({ agent })).toMatchObject({ reads: 11, answer: image('available'), seconds: 1 })
})

test('but at most 10 seconds later', async () => {
  const { answer, seconds } = await look({ bodies: [image('pending')] })
  expect([answer, seconds]).toEqual([image('pending'), 10])
})

test.each(['stopping', 'shutting-down'])(
  'a look at an instance that is %s is answered when it is not',
  async state => {
    const bodies = [instance(state), instance(state), instance('stopped')]
    expect(await look({ ...ofInstance, bodies })).toMatchObject({
      answer: instance('stopped'),
      seconds: 0.2,
      tried: [],
    })
  },
)

test('a look at an instance that starts is answered when ssh answers', async () => {
  const bodies = [instance('pending'), instance('running')]
  const { answer, seconds, tried } = await look({ ...ofInstance, bodies, sshAfter: 3 })
  expect([answer, seconds]).toEqual([instance('running'), 3])
  expect(new Set(tried)).toEqual(new Set(['10.0.0.9']))
})

test('a look at an instance that starts without ssh is answered after 10 seconds', async () => {
  const bodies = [instance('pending'), instance('running')]
  expect(await look({ ...ofInstance, bodies, sshAfter: 99 })).toMatchObject({
    answer: instance('running'),
    seconds: 10,
  })
})

test.each<[string, Look]>([
  ['another client', { agent: 'aws-cli/2.31.0' }],
  ['a search', { parameters: { 'Owner.1': 'self' } }],
  ['a look at something else', { action: 'DescribeVolumes' }],
  ['a look at a running instance', { ...ofInstance, bodies: [instance('running')], sshAfter: 9 }],
])('%s is answered at once', async (_, given) => {
  expect(await look(given)).toMatchObject({ reads: 1, seconds: 0 })
})
