import { expect, test } from 'vitest'
import type { AutoScaling } from '#src/aws/autoscaling.ts'
import type { Ec2 } from '#src/aws/ec2.ts'
import { createEvidence } from '#src/stacks/watch/evidence.ts'
import type { WatchedEvent } from '#src/stacks/watch/family.ts'
import { fakeInstance } from '#test/helpers/fake-region.ts'
import { event, ofGroup } from './events.ts'

const startedAt = new Date('2026-11-21T12:30:00Z')
const failedVerdict = `PACKER-ECS-FIRST-RUN ${JSON.stringify({ result: 'failed', stage: 'agent', reason: 'dead', cluster: 'web', lastLines: ['agent: exit 5'] })}`

interface World {
  readonly consoles?: Record<string, string>
  readonly instances?: readonly string[]
  readonly launchFailure?: string
}

function evidenceOf({ consoles = {}, instances = [], launchFailure }: World) {
  const asked: string[] = []
  const ec2 = {
    consoleOutput: async (id: string) => {
      asked.push(id)
      return consoles[id] ?? ''
    },
    instances: async () =>
      instances.map(id => fakeInstance(id, { launchedAt: new Date('2026-11-21T12:30:00Z') })),
  } as unknown as Ec2
  const autoScaling = {
    failedActivities: async () =>
      launchFailure === undefined
        ? []
        : [{ description: 'Launching a new EC2 instance: i-0aaaaaaaa', message: launchFailure, startedAt }],
  } as unknown as AutoScaling
  const evidence = createEvidence({
    ec2: async () => ec2,
    autoScaling: async () => autoScaling,
    clock: { now: () => startedAt, sleep: async () => undefined },
  })
  return {
    asked,
    async explain(...events: WatchedEvent[]) {
      for (const event of events) await evidence.look(event)
      const last = events.at(-1)
      if (last === undefined) throw new RangeError('no event')
      return evidence.explain({ event: last, reason: last.reason ?? '' })
    },
  }
}

const failure = (id: string) => ofGroup('UPDATE_IN_PROGRESS', `Received FAILURE signal with UniqueId ${id}`)
const success = (id: string) => ofGroup('UPDATE_IN_PROGRESS', `Received SUCCESS signal with UniqueId ${id}`)
const end = (reason: string) => ofGroup('UPDATE_FAILED', reason)

test('an instance that signals failure is asked at once for its verdict', async () => {
  const { explain, asked } = evidenceOf({ consoles: { 'i-0aaaaaaaa': failedVerdict } })
  const cause = await explain(failure('i-0aaaaaaaa'), end('Received 1 FAILURE signal(s) out of 1.'))
  expect(cause).toMatchObject({
    resource: 'Group',
    instanceId: 'i-0aaaaaaaa',
    verdict: { stage: 'agent', reason: 'dead' },
    log: ['agent: exit 5'],
  })
  expect(asked).toEqual(['i-0aaaaaaaa'])
})

test('after the first findings about a group, nothing else is read for it', async () => {
  const { explain, asked } = evidenceOf({ consoles: { 'i-0aaaaaaaa': failedVerdict } })
  const cause = await explain(
    failure('i-0aaaaaaaa'),
    failure('i-0bbbbbbbb'),
    end('Received 2 FAILURE signal(s)'),
  )
  expect(cause.instanceId).toBe('i-0aaaaaaaa')
  expect(asked).toEqual(['i-0aaaaaaaa'])
})

test('a resource of a type without a collector is explained by its reason alone', async () => {
  const { explain, asked } = evidenceOf({ instances: ['i-0aaaaaaaa'] })
  const cause = await explain(event('Logs', 'CREATE_FAILED', { reason: '/web already exists' }))
  expect(cause).toMatchObject({ resource: 'Logs', reason: '/web already exists', instanceId: null, log: [] })
  expect(asked).toEqual([])
})

test('of the instances that never signalled, the one with a verdict speaks', async () => {
  const consoles = { 'i-0bbbbbbbb': 'kernel: booted', 'i-0cccccccc': failedVerdict }
  const { explain } = evidenceOf({ consoles, instances: ['i-0aaaaaaaa', 'i-0bbbbbbbb', 'i-0cccccccc'] })
  const cause = await explain(
    success('i-0aaaaaaaa'),
    end('Failed to receive 2 resource signal(s) within the specified duration'),
  )
  expect(cause.instanceId).toBe('i-0cccccccc')
})

test('an instance without a verdict shows the end of its console', async () => {
  const { explain } = evidenceOf({ consoles: { 'i-0aaaaaaaa': 'one\ntwo\n' }, instances: ['i-0aaaaaaaa'] })
  expect(await explain(end('Failed to receive 1 resource signal(s)'))).toMatchObject({
    instanceId: 'i-0aaaaaaaa',
    verdict: null,
    log: ['one', 'two'],
  })
})

test('instances that could not be launched are explained by the group\u2019s activities', async () => {
  const launchFailure = 'Client.InternalError: Client error on launch'
  const { explain } = evidenceOf({ launchFailure, instances: ['i-0aaaaaaaa'] })
  const cause = await explain(end('Failed to receive 1 resource signal(s)'))
  expect(cause.reason).toBe(
    'Failed to receive 1 resource signal(s) (Client.InternalError: Client error on launch)',
  )
  expect(cause.hint).toContain('create-grant')
})

test('a wait condition is explained by the instances of the groups in its stack', async () => {
  const { explain } = evidenceOf({ consoles: { 'i-0aaaaaaaa': failedVerdict }, instances: ['i-0aaaaaaaa'] })
  const ofCondition = {
    type: 'AWS::CloudFormation::WaitCondition',
    reason: 'Failed to receive 1 resource signal(s)',
  }
  const failed = event('FirstInstances', 'CREATE_FAILED', ofCondition)
  expect(await explain(failed)).toMatchObject({ instanceId: null })
  expect(await explain(ofGroup('CREATE_COMPLETE', null), failed)).toMatchObject({
    resource: 'FirstInstances',
    instanceId: 'i-0aaaaaaaa',
    verdict: { stage: 'agent' },
  })
})

test('an instance without a data source for cloud-init is explained by that, because its user data never ran', async () => {
  const console = 'cloud-init[1]: Used fallback datasource: DataSourceNone\nlogin:'
  const { explain } = evidenceOf({ consoles: { 'i-0aaaaaaaa': console }, instances: ['i-0aaaaaaaa'] })
  const cause = await explain(end('Failed to receive 1 resource signal(s)'))
  expect(cause.reason).toContain('cloud-init found no data source (DataSourceNone)')
  expect(cause.hint).toContain('HttpEndpoint: enabled')
})
