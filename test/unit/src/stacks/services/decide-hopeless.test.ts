import { expect, test } from 'vitest'
import { decideHopeless } from '#src/stacks/services/decide-hopeless.ts'
import { ecsWorld } from './ecs-world.ts'

const service = { name: 'web', failed: 3, cause: null, hasBreaker: false }
const choices = { stackName: 'shop', canCancel: true }

test('a person is asked and decides', async () => {
  const { run, context } = ecsWorld({ decides: 'cancel' })
  expect(await decideHopeless(service, choices, context)).toBe('cancel')
  expect(run.questions).toEqual([
    'the deployment of web cannot succeed: 3 tasks failed and none became healthy.',
  ])
})

test('without a person, a deployment that nothing ends is left at once', async () => {
  expect(await decideHopeless(service, choices, ecsWorld().context)).toBe('leave')
})

test('without a person, the watch waits for a circuit breaker, and says so', async () => {
  const { run, context } = ecsWorld()
  expect(await decideHopeless({ ...service, hasBreaker: true }, choices, context)).toBe('go-on')
  expect(run.notices()).toEqual([expect.stringMatching(/waiting for its circuit breaker/)])
})
