import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEcsWorld, type EcsWorld, ended } from '#test/helpers/ecs-world.ts'

interface Run {
  readonly desired: number
  readonly least: number
  readonly most: number
  readonly memory: number
  readonly events: readonly ('deploy' | 'crash' | 'drain' | 'scale' | 'none')[]
}

const runs = fc.record({
  desired: fc.integer({ min: 1, max: 6 }),
  least: fc.constantFrom(0, 50, 66, 100),
  most: fc.constantFrom(100, 125, 150, 200),
  memory: fc.constantFrom(64, 300, 500),
  events: fc.array(fc.constantFrom('deploy', 'crash', 'drain', 'scale', 'none'), { maxLength: 5 }),
})

async function begin({ desired, least, most, memory }: Run): Promise<EcsWorld> {
  const world = createEcsWorld(4)
  await register(world, memory)
  await world.call('CreateService', {
    serviceName: 'web',
    taskDefinition: 'web',
    desiredCount: desired,
    deploymentConfiguration: { minimumHealthyPercent: least, maximumPercent: most },
  })
  return world
}

const register = (world: EcsWorld, memory: number) =>
  world.call('RegisterTaskDefinition', {
    family: 'web',
    containerDefinitions: [{ name: 'web', image: 'web', memory }],
  })

async function change(world: EcsWorld, event: Run['events'][number], memory: number): Promise<void> {
  if (event === 'deploy') {
    await register(world, memory)
    await world.call('UpdateService', { service: 'web', taskDefinition: 'web' })
  }
  if (event === 'scale') {
    const desiredCount = (world.service('web').desiredCount % 6) + 1
    await world.call('UpdateService', { service: 'web', desiredCount })
  }
  const [task] = world.active().filter(({ lastStatus }) => lastStatus === 'RUNNING')
  if (event === 'crash' && task) await world.report(task, 'STOPPED', ended(task, 1))
  const index = world.instances.findIndex(({ status }) => status === 'ACTIVE')
  const instance = world.instances[index]
  if (event === 'drain' && instance && world.instances.filter(({ status }) => status === 'ACTIVE').length > 2)
    world.instances[index] = { ...instance, status: 'DRAINING' }
}

const isPossible = ({ least, most }: Run) => least <= most && !(least === 100 && most === 100)

test('never more than maximumPercent are active, and no stop leaves fewer than minimumHealthyPercent healthy', async () => {
  await fc.assert(
    fc.asyncProperty(runs.filter(isPossible), async run => {
      const world = await begin(run)
      for (const event of ['none', ...run.events] as const) {
        await change(world, event, run.memory)
        for (let index = 0; index < 12; index++) {
          const { desiredCount } = world.service('web')
          const healthyBefore = healthy(world)
          const activeBefore = world.active().length
          await world.pass()
          const most = Math.floor((desiredCount * run.most) / 100)
          const least = Math.ceil((desiredCount * run.least) / 100)
          expect(world.active().length).toBeLessThanOrEqual(Math.max(most, activeBefore))
          expect(healthy(world)).toBeGreaterThanOrEqual(Math.min(least, healthyBefore))
          await world.obey()
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('in the end every task runs with the latest definition on an instance that stays, or an event says why not', async () => {
  await fc.assert(
    fc.asyncProperty(runs.filter(isPossible), async run => {
      const world = await begin(run)
      for (const event of ['none', ...run.events] as const) {
        await change(world, event, run.memory)
        await settle(world, 4)
      }
      await settle(world, 60)
      const service = world.service('web')
      const staying = new Set(
        world.instances
          .filter(({ status }) => status === 'ACTIVE')
          .map(({ containerInstanceArn }) => containerInstanceArn),
      )
      const latest = service.revisions[0]?.taskDefinition
      const right = world
        .active()
        .filter(
          task =>
            staying.has(task.containerInstanceArn ?? '') && task.definition.taskDefinitionArn === latest,
        )
      const complaint = /was unable to (place a task|stop or start tasks)/.test(world.events('web').join())
      expect(right.length === service.desiredCount || complaint).toBe(true)
      if (right.length === service.desiredCount && world.active().length === right.length)
        expect(world.events('web')[0]).toBe('(service web) has reached a steady state.')
    }),
    { numRuns: 60 },
  )
})

function healthy(world: EcsWorld): number {
  return world.active().filter(({ lastStatus }) => lastStatus === 'RUNNING').length
}

async function settle(world: EcsWorld, times: number): Promise<void> {
  for (let index = 0; index < times; index++) {
    await world.pass()
    await world.obey()
  }
}
