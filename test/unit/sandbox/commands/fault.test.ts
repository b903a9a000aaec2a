import { expect, test } from 'vitest'
import { type FaultOptions, faultRequest } from '#sandbox/commands/fault.ts'

test.each<[FaultOptions, object]>([
  [{ error: 'AuthFailure' }, { effect: { kind: 'error', code: 'AuthFailure' }, times: 1 }],
  [
    { drop: true, times: '3' },
    { effect: { kind: 'drop' }, times: 3 },
  ],
  [{ delay: '0.5' }, { effect: { kind: 'delay', seconds: 0.5 }, times: 1 }],
  [{ pending: '10' }, { effect: { kind: 'pending', seconds: 10 }, times: 1 }],
  [{ hold: true }, { effect: { kind: 'hold' }, times: 1 }],
])('%o is an order', (options, order) => {
  const content = { action: 'CreateImage', ...order }
  expect(faultRequest('CreateImage', options)).toEqual({ path: 'faults', content })
})

test('--off removes the faults of the action', () => {
  const content = { action: 'CreateImage' }
  expect(faultRequest('CreateImage', { off: true })).toEqual({ path: 'faults/withdraw', content })
})

test.each(['createimage', 'sts:AssumeRole', 'autoscaling:LaunchInstance'])('%s is an action', action => {
  expect(faultRequest(action, { drop: true })).toMatchObject({ content: { action } })
})

test.each(['nonsense', 'ec2:DescribeStacks', 'CreateImage '])(
  '"%s" is refused as an unknown action',
  action => {
    expect(() => faultRequest(action, { drop: true })).toThrow(
      expect.objectContaining({ message: `unknown action "${action}"`, exitStatus: 2 }),
    )
  },
)

test.each([
  ['CreateImages', 'ec2:CreateImage'],
  ['ec2:DescribeStacks', 'cloudformation:DescribeStacks'],
  ['ecs:descrbeClusters', 'ecs:DescribeClusters'],
])('%s was meant to be %s', (action, meant) => {
  expect(() => faultRequest(action, { drop: true })).toThrow(
    expect.objectContaining({ hint: expect.stringContaining(`Did you mean ${meant}? `) }),
  )
})

test('there is no suggestion for a word that is unlike every action', () => {
  expect(() => faultRequest('nonsense', { drop: true })).toThrow(
    expect.objectContaining({ hint: expect.not.stringContaining('Did you mean') }),
  )
})

test.each<FaultOptions>([
  {},
  { drop: true, error: 'X' },
  { drop: true, off: true },
  { delay: 'soon' },
  { delay: '-1' },
  { pending: '' },
  { drop: true, times: '0' },
])('%o is refused as wrong use', options => {
  expect(() => faultRequest('CreateImage', options)).toThrow(expect.objectContaining({ exitStatus: 2 }))
})
