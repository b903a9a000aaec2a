import { expect, test } from 'vitest'
import { lateWaits } from '#src/stacks/plan/late-waits.ts'
import { template } from '#test/unit/src/stacks/parameter.ts'
import { change } from './change.ts'

const type = 'AWS::CloudFormation::WaitCondition'
const added = { logicalId: 'Wait', type, action: 'Add', replacement: null } as const

test('an update that adds a wait condition for signals may wait in vain', () => {
  const waits = template({}, { Wait: { type, creationPolicy: { ResourceSignal: {} } } })
  expect(lateWaits([change(added)], waits)).toEqual([
    expect.stringMatching(/^Wait: the update waits for its signals/),
  ])
})

test('a wait condition that exists or has a handle is no reason for a warning', () => {
  const waits = template({}, { Wait: { type, creationPolicy: { ResourceSignal: {} } } })
  expect(lateWaits([change({ logicalId: 'Wait', type })], waits)).toEqual([])
  expect(lateWaits([change(added)], template({}, { Wait: { type } }))).toEqual([])
})
