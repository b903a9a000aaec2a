import { expect, test } from 'vitest'
import type { StackEvent } from '#src/aws/stack.ts'
import type { StacksContext } from '#src/stacks/context.ts'
import { createDrainWatch } from '#src/stacks/watch/drain-watch.ts'
import { fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'

/** Looks after that many quiet seconds each, with the seconds between them; `asked` is how often the stack was asked. */
async function look(looks: readonly (readonly [quiet: number, later: number])[], fails = false) {
  const { context, notices } = fakeContext(fakeCloudFormation(undefined))
  let asked = 0
  const resources = async () => {
    asked += 1
    if (fails) throw new Error('denied')
    return []
  }
  const watch = createDrainWatch('stack', { resources }, context)
  for (const [quiet, later] of looks) {
    await watch.look(quiet * 1000)
    await context.clock.sleep(later * 1000)
  }
  return { asked, notices: notices() }
}

const deletion = {
  logicalId: 'Group',
  physicalId: 'fleet',
  type: 'AWS::AutoScaling::AutoScalingGroup',
  status: 'DELETE_IN_PROGRESS',
} as StackEvent

test.each([
  ['is reported once, with what to do', [deletion], true],
  ['that ended is not looked up', [deletion, { ...deletion, status: 'DELETE_COMPLETE' }], false],
  ['is not that of an update', [{ ...deletion, status: 'UPDATE_IN_PROGRESS' }], false],
])('a deletion that protected instances hold up %s', async (_, events, isReported) => {
  const { context, notices } = fakeContext(fakeCloudFormation(undefined))
  const member = (instanceId: string, isProtected: boolean, lifecycleState = 'InService') => ({
    instanceId,
    lifecycleState,
    isProtected,
  })
  const instances = [member('i-1', true), member('i-2', false), member('i-3', true, 'Terminating:Wait')]
  const autoScaling = async () => ({ groups: async () => [{ name: 'fleet', instances }] })
  const clients = { ...context.clients, autoScaling } as unknown as StacksContext['clients']
  const denied = () => Promise.reject(new Error('denied'))
  const watch = createDrainWatch('stack', { resources: denied }, { ...context, clients })
  for (const event of events) watch.add(event)
  await watch.look(15_000)
  await context.clock.sleep(60_000)
  await watch.look(75_000)
  const text =
    'the deletion waits for instances that are protected from scale-in: Group has i-1. Remove the protection: aws autoscaling set-instance-protection --auto-scaling-group-name fleet --instance-ids i-1 --no-protected-from-scale-in'
  expect(notices()).toEqual(isReported ? [text] : [])
})

test('a stack that moves is not asked', async () => {
  expect(await look([[14.999, 0]])).toEqual({ asked: 0, notices: [] })
})

test('a quiet stack is asked for its resources once', async () => {
  const quiet = [
    [15, 60],
    [75, 60],
  ] as const
  expect(await look(quiet)).toEqual({ asked: 1, notices: [] })
})

test('a call that is refused is repeated at most every 15 seconds, and ends nothing', async () => {
  const quiet = [
    [15, 14],
    [29, 1],
    [30, 0],
  ] as const
  expect(await look(quiet, true)).toEqual({ asked: 2, notices: [] })
})
