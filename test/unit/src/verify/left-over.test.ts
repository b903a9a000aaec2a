import { expect, test } from 'vitest'
import type { VerifyRecord } from '#src/runs/record.ts'
import { leftGroups } from '#src/verify/left-over.ts'
import { machine } from '#test/helpers/processes.ts'

const left: VerifyRecord = {
  schemaVersion: 2,
  kind: 'verify',
  runId: '20261130-120000-abcd',
  project: 'shop',
  accountId: '123456789012',
  region: 'us-east-1',
  endpoint: null,
  startedAt: '2026-11-30T12:00:00.000Z',
  outcome: 'running',
  stepSeconds: {},
  leftovers: null,
  owner: null,
  image: 'ecs',
  launch: {
    vpcId: 'vpc-0123456789abcdef0',
    group: 'fleet',
    idleTemplate: { id: 'lt-0123456789abcdef0', version: '1' },
    template: 't',
  },
}

test('a verification that could not clean up is listed with the time at which AWS does', async () => {
  const [group] = await leftGroups([{ ...left, outcome: 'failed' }], machine({}))
  expect(group).toMatchObject({ runId: left.runId, type: 'auto-scaling-group', id: 'fleet' })
  expect(group?.why).toContain('20 minutes')
})

test('one that left nothing, and one in progress, are not listed', async () => {
  const processes = machine({ 10: 'mark' })
  const owner = await processes.self()
  const found = await leftGroups(
    [
      { ...left, outcome: 'failed', launch: null },
      { ...left, owner },
    ],
    processes,
  )
  expect(found).toEqual([])
})
