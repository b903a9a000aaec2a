import { expect, test } from 'vitest'
import { type FaultOptions, faultOrder } from '../../../../sandbox/commands/fault.ts'

test.each<[FaultOptions, object]>([
  [{ error: 'AuthFailure' }, { effect: { kind: 'error', code: 'AuthFailure' }, times: 1 }],
  [
    { drop: true, times: '3' },
    { effect: { kind: 'drop' }, times: 3 },
  ],
  [{ delay: '0.5' }, { effect: { kind: 'delay', seconds: 0.5 }, times: 1 }],
  [{ pending: '10' }, { effect: { kind: 'pending', seconds: 10 }, times: 1 }],
])('%o is an order', (options, order) => {
  expect(faultOrder('CreateImage', options)).toEqual({ action: 'CreateImage', ...order })
})

test.each<FaultOptions>([
  {},
  { drop: true, error: 'X' },
  { delay: 'soon' },
  { delay: '-1' },
  { pending: '' },
  { drop: true, times: '0' },
])('%o is refused as wrong use', options => {
  expect(() => faultOrder('CreateImage', options)).toThrow(expect.objectContaining({ exitStatus: 2 }))
})
