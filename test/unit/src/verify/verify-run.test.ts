import { describe, expect, test } from 'vitest'
import { verifyWorld } from '#test/helpers/verify-world.ts'

const names = ['boot', 'agent', 'imds', 'tags', 'logs', 'volumes', 'inside', 'task', 'reboot', 'rejoin']

describe('a good AMI', () => {
  test('passes every check, in order, and its verdict is in its record and its tag', async () => {
    const { verify, world, record } = await verifyWorld()
    const { document, error } = await verify()
    expect(error).toBeUndefined()
    expect(document).toMatchObject({
      outcome: 'verified',
      imageId: 'ami-0123456789abcdef0',
      target: { name: null, accountId: '123456789012', region: 'us-east-1' },
      like: 'shop-dev-cluster',
      notVerified: ['user data', 'role', 'security groups'],
      leftovers: [],
    })
    expect(document.checks.map(({ name, ok }) => [name, ok])).toEqual(names.map(name => [name, true]))
    expect(record().verdict).toMatchObject({ outcome: 'verified', runId: document.runId, reason: null })
    expect(world.tags).toEqual({ 'packer-ecs:verdict': 'verified' })
  })

  test('is launched only after AWS has the order to end the instance, and leaves the group as it was', async () => {
    const { verify, world } = await verifyWorld()
    await verify()
    expect(world.calls).toEqual([
      'createLaunchTemplate',
      'scheduleEnd',
      'updateGroup 1',
      'rebootInstance',
      'updateGroup 0',
      'updateGroup template',
      'deleteScheduledAction',
      'deleteLaunchTemplate',
    ])
    expect(world.group).toMatchObject({ desired: 0, max: 0, instances: [], launchTemplate: 'idle' })
  })

  test('runs the check scripts of the project', async () => {
    const { verify, world } = await verifyWorld()
    world.inside.push({ name: 'own:license', ok: false, detail: 'exit status 3: no license' })
    const { document } = await verify({ files: { program: '', own: { license: '#!/bin/sh\n' } } })
    expect(document.checks.filter(({ ok }) => !ok)).toMatchObject([
      { name: 'own:license', detail: 'exit status 3: no license' },
    ])
  })

  test('that packer-ecs did not bake gets its verdict as a tag only', async () => {
    const { verify, world, record, request } = await verifyWorld()
    const { document } = await verify({ image: null, settings: null, ami: { ...request.ami, tags: {} } })
    expect(document.outcome).toBe('verified')
    expect(record()).toBeNull()
    expect(world.tags).toEqual({ 'packer-ecs:verdict': 'verified' })
  })
})

describe('an AMI fails exactly the check', () => {
  type World = Awaited<ReturnType<typeof verifyWorld>>['world']
  const faults: readonly (readonly [check: string, detail: RegExp, fault: (world: World) => void])[] = [
    [
      'imds',
      /IMDSv1: the AMI does not require it/,
      world => Object.assign(world, { httpTokens: 'optional' }),
    ],
    ['tags', /agent 1\.9\.0, but tagged 1\.108\.1/, world => Object.assign(world, { agent: '1.9.0' })],
    ['volumes', /\/dev\/xvda is not encrypted/, world => Object.assign(world, { encrypted: false })],
    [
      'task',
      /exit code 1: Essential container in task exited/,
      world => Object.assign(world, { taskExit: 1 }),
    ],
    ['rejoin', /registered again, as second/, world => Object.assign(world, { joinsAgainAs: 'second' })],
  ]
  test.each(faults)('%s', async (check, detail, fault) => {
    const { verify, world, record } = await verifyWorld()
    fault(world)
    const { document, error } = await verify()
    expect(document.checks.filter(({ ok }) => !ok)).toMatchObject([
      { name: check, detail: expect.stringMatching(detail) },
    ])
    expect(document.checks).toHaveLength(names.length)
    expect(error).toMatchObject({ code: 'VERIFY_FAILED', exitStatus: 1 })
    expect(record().verdict).toMatchObject({ outcome: 'failed', reason: `failed: ${check}` })
    expect(world.tags).toEqual({ 'packer-ecs:verdict': 'failed' })
  })

  test('logs, and the task has no lines either when nothing arrives in CloudWatch Logs', async () => {
    const { verify, world } = await verifyWorld()
    world.hasLogs = false
    const { document } = await verify()
    expect(document.checks.filter(({ ok }) => !ok)).toMatchObject([
      { name: 'logs', detail: 'no lines in CloudWatch Logs: dmesg, messages, docker, ecs-init, ecs-agent' },
      { name: 'task', detail: 'the task is STOPPED without lines in CloudWatch Logs' },
    ])
  })

  test.each([
    ['boot', /has not launched an instance/, { launches: false }],
    ['boot', /Client\.InternalError/, { launchFailure: 'Client.InternalError: Client error on launch' }],
    ['agent', /agent: the ECS agent has not registered/, { joins: false }],
    [
      'inside',
      /chronyd\.service is failed/,
      { inside: [{ name: 'time', ok: false, detail: 'chronyd.service is failed' }] },
    ],
    ['reboot', /has not reported on its console after the restart/, { restarts: false }],
  ])('%s, and what needs it is left out', async (check, detail, fault) => {
    const { verify, world } = await verifyWorld()
    Object.assign(world, fault)
    const { document } = await verify()
    expect(document.checks.filter(({ ok }) => !ok)).toMatchObject([
      { name: check, detail: expect.stringMatching(detail) },
    ])
    expect(document.outcome).toBe('failed')
    expect(document.checks.length).toBeLessThan(names.length)
    expect(world.group).toMatchObject({ desired: 0, instances: [] })
  })
})

test('an instance that dies is reported with the reason of EC2', async () => {
  const { verify, world } = await verifyWorld()
  world.dies = true
  world.inside = []
  world.joins = false
  const { document } = await verify()
  expect(document.checks.find(({ name }) => name === 'agent')).toMatchObject({ ok: false })
})

test('an instance that cannot be launched for a reason of the account is no verdict', async () => {
  const { verify, world, record } = await verifyWorld()
  world.launchFailure = 'We currently do not have sufficient t3.medium capacity in zone us-east-1a'
  const { document, error } = await verify()
  expect({ outcome: document.outcome, code: error?.code }).toEqual({
    outcome: 'failed',
    code: 'VERIFY_NOT_LAUNCHED',
  })
  expect(record()).toBeNull()
  expect(world.tags).toEqual({})
  expect(world.group).toMatchObject({ desired: 0, launchTemplate: 'idle' })
})

test('a group that another verification uses is left alone', async () => {
  const { verify, world } = await verifyWorld()
  const instances = [{ instanceId: 'i-other', lifecycleState: 'InService', isProtected: false }]
  world.group = { ...world.group, desired: 1, max: 1, instances, launchTemplate: 'packer-ecs-verify-other' }
  const { error } = await verify()
  expect(error).toMatchObject({ code: 'VERIFY_IN_USE', message: expect.stringContaining('i-other') })
  expect(world.group).toMatchObject({ desired: 1, instances })
})

test.each(['createLaunchTemplate', 'scheduleEnd', 'updateGroup 1', 'rebootInstance'])(
  'Ctrl-C at %s leaves nothing behind, and no verdict',
  async call => {
    const { verify, world, interrupt, record } = await verifyWorld()
    world.before = name => void (name === call ? interrupt() : undefined)
    const { document, error } = await verify()
    expect({
      outcome: document.outcome,
      exitStatus: error?.exitStatus,
      leftovers: document.leftovers,
    }).toEqual({
      outcome: 'interrupted',
      exitStatus: 130,
      leftovers: [],
    })
    expect(world.template).toBeNull()
    expect(world.group).toMatchObject({ desired: 0, instances: [], launchTemplate: 'idle' })
    expect(record()).toBeNull()
  },
)

test.each(['createLaunchTemplate', 'scheduleEnd', 'updateGroup 1'])(
  'an error of AWS at %s leaves nothing behind',
  async call => {
    const { verify, world } = await verifyWorld()
    world.before = name => {
      if (name === call) throw new Error('AWS fails')
    }
    const { document } = await verify()
    expect(document).toMatchObject({ outcome: 'failed', leftovers: [] })
    expect(world.group).toMatchObject({ desired: 0, instances: [], launchTemplate: 'idle' })
  },
)

test('if the instance cannot be ended, the next verification ends it', async () => {
  const { verify, world } = await verifyWorld()
  world.before = name => {
    if (name === 'updateGroup 0') throw new Error('AWS fails')
  }
  const first = await verify()
  expect(first.document.leftovers).toEqual([
    { region: 'us-east-1', type: 'auto-scaling-group', id: 'verify-group' },
  ])
  world.before = () => undefined
  const { document } = await verify()
  expect(document.outcome).toBe('verified')
})
