import { describe, expect, test } from 'vitest'
import type { ToolEvent } from '#src/events/events.ts'
import { lookAfter } from '#src/images/aftercare.ts'
import type { ImagesContext } from '#src/images/context.ts'
import {
  type Contents,
  type FakeRegion,
  fakeInstance,
  fakeRegion,
  fastClock,
} from '#test/helpers/fake-region.ts'
import { runRecord } from '#test/helpers/run-record.ts'

const runId = '20261121-013000-a1b2'
const ours = { 'packer-ecs:run': runId }
const record = runRecord({ runId, amiName: `ecs-${runId}`, regions: ['us-east-1'] })
const left: Partial<Contents> = {
  instances: [fakeInstance('i-1', { tags: ours, keyName: `packer-ecs-${runId}` }), fakeInstance('i-2')],
  keyPairs: [
    { name: `packer-ecs-${runId}`, tags: {} },
    { name: 'mine', tags: {} },
  ],
}

function contextOf(region: FakeRegion, replaced: Partial<ImagesContext> = {}) {
  const told: string[] = []
  const context = {
    clients: { ec2: async () => region.ec2, iam: async () => region.iam },
    clock: fastClock(),
    killed: new AbortController().signal,
    emit: (event: ToolEvent) => void (event.type === 'notice' ? told.push(event.text) : undefined),
    ...replaced,
  } as ImagesContext
  return { context, told }
}

/** Clients of which none answers well. */
function unanswered(ec2: () => Promise<never>): ImagesContext['clients'] {
  return { ec2, iam: ec2, kms: ec2, ssm: ec2 }
}

/** Resolves after all that is pending, so that what answers at once wins. */
const patient = { now: () => new Date(), sleep: (_: number, signal?: AbortSignal) => ended(signal) }
const ended = (signal: AbortSignal | undefined) =>
  new Promise<void>(resolve => {
    if (signal === undefined) resolve()
    else signal.addEventListener('abort', () => resolve())
  })

describe('after a bake that failed', () => {
  test('what is provably the run\u2019s is removed and told, the rest left alone', async () => {
    const region = fakeRegion(left)
    const { context, told } = contextOf(region, { clock: patient })
    expect(await lookAfter(record, { remove: true, patienceSeconds: 600 }, context)).toEqual([])
    expect(region.removed.toSorted()).toEqual(['instance i-1', `key-pair packer-ecs-${runId}`])
    expect(told).toContain('deleted what Packer left behind: instance i-1 in us-east-1')
  })

  test('what cannot be removed is what is left', async () => {
    const region = fakeRegion(left, type => (type === 'key-pair' ? new Error('denied') : undefined))
    const { context } = contextOf(region, { clock: patient })
    expect(await lookAfter(record, { remove: true, patienceSeconds: 600 }, context)).toEqual([
      { region: 'us-east-1', type: 'key-pair', id: `packer-ecs-${runId}` },
    ])
  })

  test('with --keep-on-failure it is only told', async () => {
    const region = fakeRegion(left)
    const { context } = contextOf(region, { clock: patient })
    const leftovers = await lookAfter(record, { remove: false, patienceSeconds: 600 }, context)
    expect(leftovers).toHaveLength(2)
    expect(region.removed).toEqual([])
  })

  test('nothing is asked when the build was not reached', async () => {
    const { context } = contextOf(fakeRegion(), {
      clients: unanswered(() => Promise.reject(new Error('asked'))),
    })
    const early = runRecord({ runId, amiName: null })
    expect(await lookAfter(early, { remove: true, patienceSeconds: 600 }, context)).toEqual([])
  })
})

describe('what cannot be known is said to be unknown', () => {
  test('when nobody answers in time', async () => {
    const silent = () => new Promise<never>(() => undefined)
    const { context, told } = contextOf(fakeRegion(), { clients: unanswered(silent) })
    expect(await lookAfter(record, { remove: true, patienceSeconds: 10 }, context)).toBeUndefined()
    expect(told.join()).toContain('no answer within 10 seconds')
  })

  test('when a second Ctrl-C gives up', async () => {
    const silent = () => new Promise<never>(() => undefined)
    const { context, told } = contextOf(fakeRegion(), {
      clients: unanswered(silent),
      clock: patient,
      killed: AbortSignal.abort(),
    })
    expect(await lookAfter(record, { remove: true, patienceSeconds: 600 }, context)).toBeUndefined()
    expect(told.join()).toContain('second Ctrl-C')
  })
})
