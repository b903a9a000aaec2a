import { expect, test } from 'vitest'
import { serverChanges } from '#sandbox/load-balancers/server-changes.ts'
import type { Server } from '#sandbox/load-balancers/types.ts'
import { targetGroup } from '#test/helpers/load-balancer.ts'

const group = { targetGroupArn: targetGroup('web').arn, protocol: 'HTTP' }
const backend = 'targetgroup.web.0123456789abcdef'

function server(name: string, state: Partial<Server> = {}): Server {
  return { name, address: '10.64.0.10', port: 8080, isUsed: true, isDraining: false, ...state }
}

test('a new server is added in maintenance, and enabled when it gets requests', () => {
  const waiting = server('t1', { isUsed: false })
  expect(serverChanges(group, [], [waiting])).toEqual([`add server ${backend}/t1 10.64.0.10:8080`])
  expect(serverChanges(group, [waiting], [server('t1')])).toEqual([`set server ${backend}/t1 state ready`])
})

test('the next server is ready before the previous one is drained', () => {
  const before = [server('t1'), server('t2', { isUsed: false })]
  const after = [server('t1', { isUsed: false, isDraining: true }), server('t2')]
  expect(serverChanges(group, before, after)).toEqual([
    `set server ${backend}/t2 state ready`,
    `set server ${backend}/t1 state drain`,
  ])
})

test('a drained server is closed and deleted', () => {
  const drained = server('t1', { isUsed: false, isDraining: true })
  expect(serverChanges(group, [drained], [])).toEqual([
    `set server ${backend}/t1 state maint`,
    `shutdown sessions server ${backend}/t1`,
    `del server ${backend}/t1`,
  ])
})

test('nothing changes without a change', () => {
  expect(serverChanges(group, [server('t1')], [server('t1')])).toEqual([])
})
