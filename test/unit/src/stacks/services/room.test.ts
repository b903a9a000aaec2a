import { describe, expect, test } from 'vitest'
import { toTaskDefinition } from '#src/aws/task-definition.ts'
import { needOf, roomFor } from '#src/stacks/services/room.ts'
import { instance } from './placement-instance.ts'

const need = { cpu: 256, memory: 512, ports: [] }
const anywhere = { expressions: [], isDistinct: false }

describe('a task needs', () => {
  const containers = [
    { name: 'app', cpu: 200, memory: 1024, memoryReservation: 512 },
    { name: 'files', cpu: 56, memory: 128 },
  ]

  test('the sum of its containers, of the reservation rather than the limit', () => {
    expect(needOf(toTaskDefinition({ containerDefinitions: containers }))).toMatchObject({
      cpu: 256,
      memory: 640,
    })
  })

  test('what the task definition says as a whole', () => {
    const definition = toTaskDefinition({ cpu: '512', memory: '2048', containerDefinitions: containers })
    expect(needOf(definition)).toMatchObject({ cpu: 512, memory: 2048 })
  })

  test.each([
    ['.25 vCPU', '0.5GB', 256, 512],
    ['1 vcpu', '2 GB', 1024, 2048],
  ])('what it says in other units: %s, %s', (cpu, memory, units, mebibytes) => {
    const definition = toTaskDefinition({ cpu, memory, containerDefinitions: containers })
    expect(needOf(definition)).toMatchObject({ cpu: units, memory: mebibytes })
  })

  test.each([
    ['bridge', 8080, [{ port: 8080, isUdp: false }]],
    ['bridge', 0, []],
    ['host', 0, [{ port: 80, isUdp: false }]],
    ['awsvpc', 80, []],
  ])('in the network mode %s with host port %i the host ports %j', (networkMode, hostPort, ports) => {
    const portMappings = [{ containerPort: 80, hostPort }]
    const definition = toTaskDefinition({
      networkMode,
      containerDefinitions: [{ name: 'app', portMappings }],
    })
    expect(needOf(definition).ports).toEqual(ports)
  })
})

test('counts the tasks that fit on all instances', () => {
  expect(roomFor(need, anywhere, [instance(), instance({ cpu: 300 })])).toEqual({ tasks: 8, lacks: [] })
})

test.each([
  [{ cpu: 100 }, 'i-1 lacks CPU (100 of 256 units free)'],
  [{ memory: 100 }, 'i-1 lacks memory (100 of 512 MiB free)'],
  [{ isTaking: false }, undefined],
])('an instance with %j takes none', (given, lack) => {
  expect(roomFor(need, anywhere, [instance(given)])).toEqual({
    tasks: 0,
    lacks: lack === undefined ? [] : [lack],
  })
})

test('a fixed host port fits once on each instance on which it is free', () => {
  const web = { ...need, ports: [{ port: 80, isUdp: false }] }
  const full = instance({ tcpPorts: ['22', '80'] })
  expect(roomFor(web, anywhere, [instance(), full])).toEqual({ tasks: 1, lacks: ['i-1 uses port 80'] })
})

test('distinct instances take one task each', () => {
  expect(roomFor(need, { ...anywhere, isDistinct: true }, [instance(), instance()]).tasks).toBe(2)
})

test.each([
  ['attribute:ecs.availability-zone == us-east-1a', 7],
  ['attribute:ecs.availability-zone == us-east-1b', 0],
  ['attribute:ecs.availability-zone != us-east-1b', 7],
  ['attribute:ecs.availability-zone =~ us-east-1*', 7],
  ['attribute:ecs.availability-zone =~ eu-*', 0],
  ['runningTasksCount < 3 and agentConnected == true', 7],
])('the constraint %s leaves room for %i tasks', (expression, tasks) => {
  expect(roomFor(need, { ...anywhere, expressions: [expression] }, [instance()]).tasks).toBe(tasks)
})
