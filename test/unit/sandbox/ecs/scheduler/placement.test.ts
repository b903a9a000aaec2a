import { describe, expect, test } from 'vitest'
import { compileExpression } from '#sandbox/ecs/scheduler/expression.ts'
import { type Candidate, place } from '#sandbox/ecs/scheduler/placement.ts'
import { roomOn } from '#sandbox/ecs/scheduler/resources.ts'
import { containerInstance } from '#test/helpers/ecs-world.ts'

const candidate = (
  index: number,
  more: Partial<Candidate> = {},
  instance = containerInstance(index),
): Candidate => ({
  instance,
  room: roomOn(instance, []),
  groupTasks: 0,
  ...more,
})
const demand = { cpu: 0, memory: 100, ports: [80], udpPorts: [], networkInterfaces: 1 }
const wanted = {
  demand,
  attributes: [],
  constraints: [],
  strategy: [],
  capacityProvider: null,
  random: () => 0,
}
const logDriver = 'com.amazonaws.ecs.capability.logging-driver.'
const chosen = (candidates: readonly Candidate[], more: object = {}) => {
  const placed = place(candidates, { ...wanted, ...more })
  return placed.kind === 'placed' ? placed.instance.ec2InstanceId : placed
}

describe('strategies', () => {
  test('spread takes the zone with the fewest tasks, then binpack the fullest instance of it', () => {
    const full = candidate(3, { room: { ...roomOn(containerInstance(3), []), memory: 200 } })
    const strategy = [
      { type: 'spread', field: 'attribute:ecs.availability-zone' },
      { type: 'binpack', field: 'memory' },
    ]
    expect(chosen([candidate(0, { groupTasks: 1 }), candidate(1), full], { strategy })).toBe('i-3')
  })
  test('spread over instances takes the one with the fewest tasks', () => {
    const strategy = [{ type: 'spread', field: 'instanceId' }]
    expect(chosen([candidate(0, { groupTasks: 2 }), candidate(1, { groupTasks: 1 })], { strategy })).toBe(
      'i-1',
    )
  })
})

describe('an instance is not chosen', () => {
  const reason = (one: Candidate, more: object = {}) => {
    const placed = place([one], { ...wanted, ...more })
    return placed.kind === 'misfit' ? placed.reason : placed.kind
  }
  const room = roomOn(containerInstance(0), [])
  test.each([
    ['RESOURCE:MEMORY', candidate(0, { room: { ...room, memory: 99 } }), {}],
    ['RESOURCE:CPU', candidate(0), { demand: { ...demand, cpu: 4096 } }],
    ['RESOURCE:PORTS', candidate(0, { room: { ...room, ports: new Set([80]) } }), {}],
    ['RESOURCE:ENI', candidate(0, { room: { ...room, networkInterfaces: 0 } }), {}],
    ['ATTRIBUTE', candidate(0), { attributes: [{ name: 'ecs.cpu-architecture', value: 'arm64' }] }],
    ['ATTRIBUTE', candidate(0), { attributes: [{ name: `${logDriver}splunk` }] }],
    ['AGENT', candidate(0, {}, containerInstance(0, { agentConnected: false })), {}],
    ['noInstances', candidate(0, {}, containerInstance(0, { status: 'DRAINING' })), {}],
    ['noInstances', candidate(0), { capacityProvider: 'other' }],
    [
      'DistinctInstance placement constraint unsatisfied.',
      candidate(0, { groupTasks: 1 }),
      { constraints: [{ type: 'distinctInstance' }] },
    ],
    [
      'MemberOf placement constraint unsatisfied.',
      candidate(0),
      { constraints: [{ type: 'memberOf', expression: 'attribute:ecs.availability-zone == us-east-1b' }] },
    ],
  ] as const)('because of %s', (expected, one, more) => {
    expect(reason(one, more)).toBe(expected)
  })
})

describe('the query language', () => {
  const instance = containerInstance(0, {
    attributes: [
      { name: 'ecs.instance-type', value: 't3.medium' },
      { name: 'stack', value: 'production' },
    ],
  })
  test.each([
    ['attribute:stack == production', true],
    ['attribute:stack != production', false],
    ['attribute:ecs.instance-type =~ t3.*', true],
    ['attribute:ecs.instance-type in [t3.small, t3.medium]', true],
    ['attribute:ecs.instance-type !in [t3.small]', true],
    ['attribute:gpu exists', false],
    ['attribute:gpu !exists', true],
    ['attribute:stack == production and attribute:gpu exists', false],
    ['attribute:stack == staging or (attribute:stack == production and not attribute:gpu exists)', true],
    ['ec2InstanceId in [i-0, i-1]', true],
  ])('%s', (expression, expected) => {
    expect(compileExpression(expression)(instance)).toBe(expected)
  })
  test.each(['task:group == web', 'attribute:stack ==', 'attribute:stack == a b', '(attribute:stack exists'])(
    'refuses %s',
    expression => {
      expect(() => compileExpression(expression)).toThrow('Invalid expression')
    },
  )
})
