import { setImmediate as turn } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import type { CheckResult } from '#sandbox/load-balancers/health.ts'
import { createTargets, type Targets } from '#sandbox/load-balancers/targets.ts'
import type { Target } from '#sandbox/load-balancers/types.ts'
import { targetGroup } from '#test/helpers/load-balancer.ts'

const group = targetGroup('web')
const [one, other]: [Target, Target] = [
  { id: 'i-1', port: 32768 },
  { id: 'i-1', port: 32769 },
]

describe('targets', () => {
  let targets: Targets
  let changes: number
  let results: Record<number, CheckResult>
  let checked: string[]
  /** Ends of sleeps, by their length. */
  let sleeps: { readonly milliseconds: number; readonly end: () => void }[]

  beforeEach(() => {
    changes = 0
    results = {}
    checked = []
    sleeps = []
    targets = createTargets({
      clock: {
        now: () => new Date(0),
        sleep: milliseconds => new Promise(end => sleeps.push({ milliseconds, end })),
      },
      async check({ address, port, path }) {
        checked.push(`${address}:${port}${path}`)
        return results[port] ?? { kind: 'response', status: 200 }
      },
      changed: () => {
        changes += 1
      },
    })
  })

  async function follow(registered: readonly Target[], isUsed = true): Promise<void> {
    targets.follow({
      groups: [{ ...group, targets: registered }],
      inUse: new Set(isUsed ? [group.arn] : []),
      addressOf: id => (id === 'i-1' ? '10.64.0.10' : undefined),
    })
    await turn()
  }

  async function pass(milliseconds: number): Promise<void> {
    const ended = sleeps.filter(sleep => sleep.milliseconds === milliseconds)
    sleeps = sleeps.filter(sleep => sleep.milliseconds !== milliseconds)
    for (const { end } of ended) end()
    await turn()
  }

  const used = () => targets.servers(group.arn).map(({ port, isUsed }) => [port, isUsed])

  test('of one instance are checked on their own ports', async () => {
    await follow([one, other])
    expect(checked).toEqual(['10.64.0.10:32768/health', '10.64.0.10:32769/health'])
    expect(targets.health(group.arn, one)).toEqual({ state: 'healthy' })
    expect(changes).toBe(2)
  })

  test('are not checked while no load balancer uses their group', async () => {
    await follow([one], false)
    expect(checked).toEqual([])
    expect(targets.health(group.arn, one)).toMatchObject({ state: 'unused', reason: 'Target.NotInUse' })
    await follow([one])
    expect(targets.health(group.arn, one)).toEqual({ state: 'healthy' })
  })

  test('get requests if they are healthy, and all of them if none is', async () => {
    results = { 32768: { kind: 'failure' }, 32769: { kind: 'failure' } }
    await follow([one, other])
    expect(used()).toEqual([
      [32768, true],
      [32769, true],
    ])
    results = { 32768: { kind: 'failure' } }
    await pass(200)
    expect(used()).toEqual([
      [32768, false],
      [32769, true],
    ])
    expect(targets.health(group.arn, one)).toMatchObject({ state: 'unhealthy' })
  })

  test('drain after they are deregistered, until the delay ends', async () => {
    await follow([one, other])
    await follow([other])
    expect(targets.health(group.arn, one)).toMatchObject({ state: 'draining' })
    expect(targets.servers(group.arn)).toMatchObject([
      { port: 32768, isUsed: false, isDraining: true },
      { port: 32769, isUsed: true, isDraining: false },
    ])
    expect(targets.report().map(({ port }) => port)).toEqual([32769])
    await pass(2000)
    expect(targets.health(group.arn, one)).toBeUndefined()
    expect(used()).toEqual([[32769, true]])
  })

  test('that return while they drain are new targets', async () => {
    await follow([one])
    await follow([])
    results = { 32768: { kind: 'failure' } }
    await follow([one])
    expect(targets.health(group.arn, one)).toMatchObject({ state: 'initial' })
    expect(new Set(targets.servers(group.arn).map(({ name }) => name)).size).toBe(2)
    await pass(2000)
    expect(targets.health(group.arn, one)).toMatchObject({ state: 'initial' })
  })

  test('without an address are unhealthy and get no requests', async () => {
    const absent = { id: 'i-2', port: 80 }
    await follow([absent])
    await pass(200)
    expect(targets.health(group.arn, absent)).toMatchObject({ reason: 'Target.FailedHealthChecks' })
    expect(targets.servers(group.arn)).toEqual([])
  })
})
