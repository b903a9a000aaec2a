import { expect, test } from 'vitest'
import { stackLine } from '#src/reporters/stack-line.ts'

const plain = (_: unknown, text: string) => text
const event = {
  depth: 0,
  logicalId: 'Group',
  resourceType: 'AWS::AutoScaling::AutoScalingGroup',
  status: 'UPDATE_IN_PROGRESS',
  reason: 'Received SUCCESS signal with UniqueId i-0aaaaaaaa',
  instances: [{ instanceId: 'i-0aaaaaaaa', ami: 'ecs 2023.0.20261022' }],
}

test('an instance id is followed by the AMI that the instance runs', () => {
  expect(stackLine(event, plain)).toBe(
    'UPDATE_IN_PROGRESS Group  Received SUCCESS signal with UniqueId i-0aaaaaaaa (ecs 2023.0.20261022)',
  )
})

test('an instance with an unknown AMI keeps its id only, and a nested event is indented', () => {
  const unknown = { ...event, depth: 1, instances: [{ instanceId: 'i-0aaaaaaaa', ami: null }] }
  expect(stackLine(unknown, plain)).toBe(
    '  UPDATE_IN_PROGRESS Group  Received SUCCESS signal with UniqueId i-0aaaaaaaa',
  )
  expect(stackLine({ ...event, reason: null }, plain)).toBe('UPDATE_IN_PROGRESS Group')
})
