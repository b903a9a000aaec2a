import { describe, expect, test } from 'vitest'
import { nextProvider } from '#sandbox/ecs/scheduler/capacity.ts'
import { failureThreshold } from '#sandbox/ecs/scheduler/circuit-breaker.ts'
import { targetSize } from '#sandbox/ecs/scheduler/managed-scaling.ts'
import { containerInstance } from '#test/helpers/ecs-world.ts'

const on = { enable: true, rollback: true }

describe('the circuit breaker opens', () => {
  test.each([
    [1, 3],
    [25, 13],
    [400, 200],
    [800, 200],
  ])('with %i tasks at %i failures, unless configured otherwise', (desired, expected) => {
    expect(failureThreshold(desired, on)).toBe(expected)
  })
  test.each([
    ['COUNT', 5, 100, 5],
    ['BOUNDED_PERCENT', 10, 10, 3],
    ['UNBOUNDED_PERCENT', 10, 10, 1],
    ['UNBOUNDED_PERCENT', 80, 1000, 800],
  ] as const)('by %s %i with %i tasks at %i failures', (type, value, desired, expected) => {
    expect(failureThreshold(desired, { ...on, thresholdConfiguration: { type, value } })).toBe(expected)
  })
})

describe('a capacity provider strategy', () => {
  const placed = (count: number, strategy: Parameters<typeof nextProvider>[0]) => {
    const counts = new Map<string, number>()
    for (let index = 0; index < count; index++) {
      const name = nextProvider(strategy, counts) ?? 'none'
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
    return Object.fromEntries(counts)
  }
  test('fills the base first, then follows the weights', () => {
    const strategy = [
      { capacityProvider: 'on-demand', base: 2, weight: 1 },
      { capacityProvider: 'spot', weight: 3 },
    ]
    expect(placed(2, strategy)).toEqual({ 'on-demand': 2 })
    expect(placed(10, strategy)).toEqual({ 'on-demand': 4, spot: 6 })
  })
  test('with a single provider uses it', () => {
    expect(placed(2, [{ capacityProvider: 'only' }])).toEqual({ only: 2 })
  })
})

describe('managed scaling', () => {
  const provider = (more: object = {}) => ({
    name: 'fleet',
    region: 'us-east-1',
    managedScaling: { status: 'ENABLED' as const, targetCapacity: 100, ...more },
    group: { name: 'fleet', min: 1, max: 6, desired: 2, protectedFromScaleIn: false },
  })
  const instances = [containerInstance(0), containerInstance(1)]
  const task = { cpu: 0, memory: 600, ports: [], udpPorts: [], networkInterfaces: 0 }
  test('adds instances for waiting tasks by the scarcest resource', () => {
    expect(targetSize(provider(), { used: 2, instances, waiting: [task, task] })).toBe(4)
  })
  test('keeps spare capacity below a target of 100', () => {
    expect(targetSize(provider({ targetCapacity: 50 }), { used: 2, instances, waiting: [] })).toBe(4)
  })
  test('takes at least the smallest step, at most the largest, and stays within the limits of the group', () => {
    const load = { used: 2, instances, waiting: [task] }
    expect(targetSize(provider({ minimumScalingStepSize: 3 }), load)).toBe(5)
    expect(
      targetSize(provider({ maximumScalingStepSize: 1 }), { ...load, waiting: [task, task, task, task] }),
    ).toBe(3)
    expect(targetSize(provider({ minimumScalingStepSize: 10 }), load)).toBe(6)
    expect(targetSize(provider(), { used: 0, instances, waiting: [] })).toBe(1)
  })
})
