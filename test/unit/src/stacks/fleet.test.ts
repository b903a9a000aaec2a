import { expect, test } from 'vitest'
import type { ContainerInstance } from '#src/aws/ecs.ts'
import { fleetOf } from '#src/stacks/fleet.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 30, 12, 0, second))
const during = { from: at(10), to: at(20) }
const launched = (instanceId: string, second = 15) => ({
  instanceId,
  imageId: 'ami-1',
  launchedAt: at(second),
})
const group = (...members: (readonly [string, string])[]) => ({
  name: 'fleet',
  min: 0,
  max: 9,
  desired: members.length,
  instances: members.map(([instanceId, lifecycleState]) => ({
    instanceId,
    lifecycleState,
    isProtected: false,
  })),
  suspended: [],
  launchTemplate: null,
  subnetIds: [],
})
const registered = (instanceId: string, settings: Partial<ContainerInstance> = {}) =>
  ({ instanceId, status: 'ACTIVE', agentConnected: true, ...settings }) as ContainerInstance

test('an instance that is registered and connected has joined, others have not', () => {
  const { launched: found, absent } = fleetOf(
    {
      groups: [group(['i-1', 'InService'], ['i-2', 'InService'], ['i-3', 'Pending'], ['i-4', 'InService'])],
      instances: ['i-1', 'i-2', 'i-3', 'i-4'].map(id => launched(id)),
      containerInstances: [
        registered('i-1'),
        registered('i-2', { agentConnected: false }),
        registered('i-4', { status: 'REGISTERING' }),
      ],
    },
    during,
  )
  expect(found).toHaveLength(4)
  expect(absent.map(({ instanceId }) => instanceId)).toEqual(['i-2', 'i-3', 'i-4'])
})

test.each([
  ['that is on its way out', group(['i-1', 'Terminating:Wait']), launched('i-1')],
  ['of a warm pool', group(['i-1', 'Warmed:Stopped']), launched('i-1')],
  ['from before the operation', group(['i-1', 'InService']), launched('i-1', 9)],
  ['that was launched later', group(['i-1', 'InService']), launched('i-1', 21)],
  ['of no group', group(), launched('i-1')],
])('an instance %s does not count', (_, only, instance) => {
  const facts = { groups: [only], instances: [instance], containerInstances: [] }
  expect(fleetOf(facts, during)).toEqual({ launched: [], absent: [] })
})
