import { expect, test } from 'vitest'
import type { CloudFormation } from '#src/aws/cloudformation.ts'
import type { StackEvent } from '#src/aws/stack.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { watch } from '#src/stacks/watch/watch.ts'
import { description } from '#test/helpers/fake-cloudformation.ts'
import {
  crashed,
  deployment,
  ecsWorld,
  ofService,
  oldDeployment,
  service,
} from '#test/unit/src/stacks/services/ecs-world.ts'
import { ofStack, stackId } from './events.ts'

const report = { progress: () => undefined, output: () => undefined }

interface Answers {
  /** Status of the stack when it is read. */
  readonly status?: string
  /** Answer to a cancellation. */
  readonly refused?: Error
}

/** A watch whose reads return these events, one list each; the last read repeats. */
function watching(world: ReturnType<typeof ecsWorld>, ...reads: StackEvent[][]) {
  return answering({}, world, ...reads)
}

function answering(answers: Answers, world: ReturnType<typeof ecsWorld>, ...reads: StackEvent[][]) {
  const { status, refused = null } = answers
  const seen: StackEvent[] = []
  const calls: string[] = []
  const cloudFormation: Partial<CloudFormation> = {
    async events() {
      seen.push(...(reads.shift() ?? []))
      return { events: seen.toReversed(), next: null }
    },
    stack: async () => (status === undefined ? undefined : description(status)),
    resources: async () => [],
    async cancelUpdate() {
      calls.push('cancel')
      if (refused !== null) throw refused
    },
    deleteStack: async () => void calls.push('delete'),
  }
  const context = {
    ...world.context,
    clients: { ...world.context.clients, cloudFormation: async () => cloudFormation as CloudFormation },
  }
  const request = { stackId, stackName: 'fleet', token: 'run', resources: 2 }
  return { calls, result: () => watch(request, context, report) }
}

const own = (event: StackEvent) => ({ ...event, token: 'run' })
const updating = [own(ofStack('UPDATE_IN_PROGRESS')), own(ofService('UPDATE_IN_PROGRESS'))]

test('the root cause of a rollback is the reason of the first failed task', async () => {
  const world = ecsWorld()
  world.tasks = [crashed('a')]
  world.lines['/shop web/app/a'] = ['FATAL: no database']
  const reason =
    'Resource handler returned message: "Error occurred during operation \'ECS Deployment Circuit Breaker was triggered\'."'
  const watched = await watching(
    world,
    updating,
    [own(ofService('UPDATE_FAILED', { reason })), own(ofStack('UPDATE_ROLLBACK_IN_PROGRESS'))],
    [own(ofStack('UPDATE_ROLLBACK_COMPLETE'))],
  ).result()
  expect(watched).toMatchObject({
    phase: 'rolledBack',
    rootCause: {
      resource: 'Service',
      code: 'CONTAINER_EXITED',
      reason: `${reason} (container app exited with status 1)`,
      log: ['FATAL: no database'],
    },
    services: [],
  })
})

test('a complete stack with a steady service has its outcome', async () => {
  const world = ecsWorld()
  world.service = service({ deployments: [deployment({ rollout: 'COMPLETED', running: 2 })] })
  const watched = await watching(world, updating, [own(ofStack('UPDATE_COMPLETE'))]).result()
  expect(watched).toMatchObject({
    phase: 'done',
    services: [{ name: 'web', taskDefinition: 'web:12', state: { kind: 'steady' } }],
  })
})

test('a complete stack whose service was rolled back has that outcome', async () => {
  const world = ecsWorld()
  world.tasks = [crashed('a')]
  const given = watching(world, updating, [own(ofStack('UPDATE_COMPLETE'))])
  const { clock } = world.context
  const { sleep } = clock
  Object.assign(clock, {
    sleep: (milliseconds: number) => {
      world.service = service({ deployments: [{ ...oldDeployment, status: 'PRIMARY' }] })
      return sleep(milliseconds)
    },
  })
  expect(await given.result()).toMatchObject({
    phase: 'done',
    services: [{ state: { kind: 'failed' }, cause: { code: 'CONTAINER_EXITED' } }],
  })
})

function hopeless(answers: Parameters<typeof ecsWorld>[0] = {}, isEnabled = false) {
  const world = ecsWorld(answers)
  world.tasks = [crashed('a'), crashed('b'), crashed('c')]
  world.service = service({
    deployments: [deployment({ failed: 3 }), oldDeployment],
    breaker: { isEnabled, rollsBack: isEnabled },
  })
  return world
}

test('without a person and a circuit breaker, a hopeless deployment ends the watch with its cause', async () => {
  expect(await watching(hopeless(), updating).result()).toMatchObject({
    phase: 'hopeless',
    status: 'UPDATE_IN_PROGRESS',
    hopeless: { name: 'web', failed: 3, cause: { code: 'CONTAINER_EXITED' } },
  })
})

test('without a person, a circuit breaker ends a hopeless deployment', async () => {
  const { result } = watching(hopeless({}, true), updating, [own(ofStack('UPDATE_ROLLBACK_COMPLETE'))])
  expect(await result()).toMatchObject({ phase: 'rolledBack' })
})

test('a person can cancel the update', async () => {
  const { calls, result } = watching(hopeless({ decides: 'cancel' }), updating, [
    own(ofStack('UPDATE_ROLLBACK_COMPLETE')),
  ])
  expect(await result()).toMatchObject({ phase: 'rolledBack', isCanceled: true })
  expect(calls).toEqual(['cancel'])
})

test('a person can delete a stack that is being created', async () => {
  const creating = [own(ofStack('CREATE_IN_PROGRESS')), own(ofService('CREATE_IN_PROGRESS'))]
  const { calls, result } = watching(hopeless({ decides: 'delete' }), creating, [
    own(ofStack('DELETE_COMPLETE')),
  ])
  expect(await result()).toMatchObject({ phase: 'deleted', isCanceled: true })
  expect(calls).toEqual(['delete'])
})

const rollingBack = 'UPDATE_ROLLBACK_IN_PROGRESS'

test('an update that rolls back when the person answers is not canceled, and is watched to its end', async () => {
  const world = hopeless({ decides: 'cancel' })
  const end = [own(ofStack('UPDATE_ROLLBACK_COMPLETE'))]
  const { calls, result } = answering({ status: rollingBack }, world, updating, end)
  expect(await result()).toMatchObject({ phase: 'rolledBack', isCanceled: false })
  expect(calls).toEqual([])
  expect(world.run.notices()).toContain(
    'fleet is in UPDATE_ROLLBACK_IN_PROGRESS: the update can no longer be canceled',
  )
})

test('a stack that completes while the person answers is not deleted', async () => {
  const world = hopeless({ decides: 'delete' })
  const creating = [own(ofStack('CREATE_IN_PROGRESS')), own(ofService('CREATE_IN_PROGRESS'))]
  const end = [own(ofStack('ROLLBACK_COMPLETE'))]
  const { calls, result } = answering({ status: 'CREATE_COMPLETE' }, world, creating, end)
  expect(await result()).toMatchObject({ isCanceled: false })
  expect(calls).toEqual([])
})

const refusal = new ToolError('AWS_CALL_FAILED', 'cannot be called from current stack status', {
  hint: '',
  cause: Object.assign(new Error('refused'), { name: 'ValidationError' }),
})

test('a refused cancellation does not end the watch', async () => {
  const world = hopeless({ decides: 'cancel' })
  const end = [own(ofStack('UPDATE_ROLLBACK_COMPLETE'))]
  const given = answering({ status: 'UPDATE_IN_PROGRESS', refused: refusal }, world, updating, end)
  expect(await given.result()).toMatchObject({ phase: 'rolledBack', isCanceled: false })
  expect(world.run.notices()).toContain(
    'the update of fleet was not canceled: cannot be called from current stack status',
  )
})

test('nor does one after Ctrl-C', async () => {
  const world = ecsWorld({ stop: 'cancel' })
  const end = [own(ofStack('UPDATE_ROLLBACK_COMPLETE'))]
  const given = answering({ status: rollingBack, refused: refusal }, world, updating, end)
  world.run.interrupt()
  expect(await given.result()).toMatchObject({ phase: 'rolledBack', isCanceled: false })
  expect(given.calls).toEqual([])
})

test('Ctrl-C while a deployment still runs leaves it', async () => {
  const world = ecsWorld()
  const given = watching(world, [...updating, own(ofStack('UPDATE_COMPLETE'))])
  const { clock } = world.context
  const { sleep } = clock
  Object.assign(clock, {
    sleep: (milliseconds: number) => {
      world.run.interrupt()
      return sleep(milliseconds)
    },
  })
  expect(await given.result()).toMatchObject({ phase: 'detached', status: 'UPDATE_COMPLETE', services: [] })
})
