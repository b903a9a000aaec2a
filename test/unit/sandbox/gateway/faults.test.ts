import { expect, test } from 'vitest'
import { createFaultPlan } from '#sandbox/gateway/faults.ts'

const error = (code: string) => ({ kind: 'error', code }) as const

test('a fault applies to the given number of calls of its action', () => {
  const plan = createFaultPlan()
  plan.order({ action: 'CreateImage', effect: error('A'), times: 2 })
  expect(plan.take('ec2', 'RunInstances')).toEqual([])
  expect(plan.take('ec2', 'CreateImage')).toEqual([error('A')])
  expect(plan.take('ec2', 'CreateImage')).toEqual([error('A')])
  expect(plan.take('ec2', 'CreateImage')).toEqual([])
})

test('an action can include its service, in any letter case', () => {
  const plan = createFaultPlan()
  plan.order({ action: 'EC2:createimage', effect: error('A'), times: 1 })
  expect(plan.take('imagebuilder', 'CreateImage')).toEqual([])
  expect(plan.take('ec2', 'CreateImage')).toEqual([error('A')])
})

test('two errors for one action apply to two calls, in order', () => {
  const plan = createFaultPlan()
  plan.order({ action: 'X', effect: error('A'), times: 1 })
  plan.order({ action: 'X', effect: error('B'), times: 1 })
  expect(plan.take('s', 'X')).toEqual([error('A')])
  expect(plan.take('s', 'X')).toEqual([error('B')])
})

test('a delay and a drop apply to the same call', () => {
  const plan = createFaultPlan()
  plan.order({ action: 'X', effect: { kind: 'delay', seconds: 1 }, times: 1 })
  plan.order({ action: 'X', effect: { kind: 'drop' }, times: 1 })
  expect(plan.take('s', 'X').map(({ kind }) => kind)).toEqual(['delay', 'drop'])
  expect(plan.take('s', 'X')).toEqual([])
})

test('a withdrawn fault applies to no call', () => {
  const plan = createFaultPlan()
  plan.order({ action: 'X', effect: error('A'), times: 9 })
  plan.order({ action: 'Y', effect: error('B'), times: 1 })
  plan.withdraw('x')
  expect(plan.take('s', 'X')).toEqual([])
  expect(plan.take('s', 'Y')).toEqual([error('B')])
})

test('a call is held until its own fault is withdrawn', async () => {
  const plan = createFaultPlan()
  const gone: string[] = []
  const calls = ['X', 'Y'].map(action => plan.withdrawn('s', action).then(() => gone.push(action)))
  plan.withdraw('s:Y')
  await calls[1]
  expect(gone).toEqual(['Y'])
  plan.withdraw('X')
  await calls[0]
  expect(gone).toEqual(['Y', 'X'])
})
