import { describe, expect, test } from 'vitest'
import { evaluateInAgent } from '#test/helpers/agent-module.ts'

const migrate = { name: 'migrate' }
const proxy = { name: 'proxy', dependsOn: [{ containerName: 'web', condition: 'HEALTHY' }] }
const web = { name: 'web', dependsOn: [{ containerName: 'migrate', condition: 'SUCCESS' }] }

test('containers start after those on which they depend', async () => {
  expect(
    await evaluateInAgent('order', 'order.levels(given["all"])', { all: [proxy, web, migrate] }),
  ).toEqual([['migrate'], ['web'], ['proxy']])
})

test('containers that wait for each other are the last', async () => {
  const first = { name: 'a', dependsOn: [{ containerName: 'b', condition: 'START' }] }
  const second = { name: 'b', volumesFrom: [{ sourceContainer: 'a' }] }
  expect(
    await evaluateInAgent('order', 'order.levels(given["all"])', { all: [first, second, migrate] }),
  ).toEqual([['migrate'], ['a', 'b']])
})

describe('a container that depends on another one', () => {
  const readiness = (condition: string, known: object) =>
    evaluateInAgent(
      'order',
      'order.readiness(given["definition"], {"other": order.Known(**given["known"])})',
      { definition: { name: 'web', dependsOn: [{ containerName: 'other', condition }] }, known },
    )

  test.each([
    ['START', { status: 'RUNNING' }],
    ['COMPLETE', { status: 'STOPPED', exit_code: 1 }],
    ['SUCCESS', { status: 'STOPPED', exit_code: 0 }],
    ['HEALTHY', { status: 'RUNNING', health: 'HEALTHY' }],
  ])('starts when the condition %s is met', async (condition, known) => {
    expect(await readiness(condition, known)).toBe('start')
  })

  test.each([
    ['START', { status: 'PENDING' }],
    ['COMPLETE', { status: 'RUNNING' }],
    ['SUCCESS', { status: 'RUNNING' }],
    ['HEALTHY', { status: 'RUNNING' }],
  ])('waits as long as the condition %s can still be met', async (condition, known) => {
    expect(await readiness(condition, known)).toBe('wait')
  })

  test('never starts after a failure of the other one', async () => {
    expect(await readiness('SUCCESS', { status: 'STOPPED', exit_code: 2 })).toContain('exited with code 2')
    expect(await readiness('HEALTHY', { status: 'RUNNING', health: 'UNHEALTHY' })).toContain('is not healthy')
  })
})
