import { describe, expect, test } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import { verifyWorld } from '#test/helpers/verify-world.ts'

const names = ['boot', 'agent', 'imds', 'tags', 'logs', 'volumes', 'inside', 'task', 'reboot', 'rejoin']

const withFault = (name: string, detail: string) =>
  ['units', 'docker', 'mounts', 'time'].map(one =>
    one === name ? { name, ok: false, detail } : { name: one, ok: true, detail: '' },
  )

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
      notVerified: ['user data', 'role', 'security groups', 'log ecs-audit', 'log /var/log/app.log'],
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
      // Before the instance ends, which takes minutes.
      'tag',
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
    ['boot', /Client\.InternalError/, { launchFailure: 'Client.InternalError: Client error on launch' }],
    ['agent', /agent: the ECS agent has not registered/, { joins: false }],
    ['inside', /chronyd\.service is failed/, { inside: withFault('time', 'chronyd.service is failed') }],
    [
      'inside',
      /could not run the check docker/,
      { inside: withFault('', '').filter(({ name }) => name !== 'docker') },
    ],
    ['inside', /restarted by itself/, { firstBoot: 2 }],
    ['reboot', /has not reported on its console after the restart/, { restarts: false }],
    ['reboot', /not mounted/, { insideAgain: withFault('mounts', 'not mounted: /var/lib/docker') }],
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

test.each([
  ['failed', 'Client.InstanceInitiatedShutdown: Instance initiated shutdown'],
  [null, 'Server.InternalError: Internal error on launch'],
  [null, 'Client.UserInitiatedShutdown: User initiated shutdown'],
])('an instance that dies is %s because of %s', async (outcome, reason) => {
  const { verify, world } = await verifyWorld()
  Object.assign(world, { joins: false, firstRun: {}, dies: reason })
  const { document, error } = await verify()
  expect(world.tags['packer-ecs:verdict'] ?? null).toBe(outcome)
  const details = [...document.checks.map(({ detail }) => detail), ...(error?.details ?? [])]
  expect(details.join()).toContain(reason)
})

describe('no verdict, because nothing proves a fault of the AMI:', () => {
  type World = Awaited<ReturnType<typeof verifyWorld>>['world']
  test.each<[what: string, code: string, text: RegExp, fault: Partial<World>]>([
    ['nothing is launched', 'VERIFY_NOT_LAUNCHED', /has not launched/, { launches: false }],
    ...[
      'We currently do not have sufficient t3.medium capacity in zone us-east-1a',
      'Your requested instance type (t3.small) is not supported in your requested Availability Zone (us-east-1e).',
      'You have requested more vCPU capacity than your current vCPU limit of 0 allows',
      'PendingVerification: Your request for accessing resources is being validated',
    ].map((reason): [string, string, RegExp, Partial<World>] => [
      reason.slice(0, 30),
      'VERIFY_NOT_LAUNCHED',
      new RegExp(reason.slice(0, 30).replace('(', '\\(')),
      { launchFailure: reason },
    ]),
    [
      'an instance of another run',
      'VERIFY_NOT_LAUNCHED',
      /another run/,
      { instanceRun: '20261130-110000-ffff' },
    ],
    ['another AMI', 'VERIFY_NOT_LAUNCHED', /ami-0bad/, { imageId: 'ami-0bad' }],
    [
      'no way to AWS',
      'VERIFY_INCOMPLETE',
      /cannot reach AWS from its subnet: .*i\/o timeout/,
      {
        joins: false,
        firstRun: {
          result: 'failed',
          stage: 'agent',
          reason: 'the ECS agent has not registered within 240 s',
          lastLines: ['RequestError: send request failed caused by: dial tcp 10.0.0.1:443: i/o timeout'],
        },
      },
    ],
    ['a broken line on the console', 'VERIFY_INCOMPLETE', /inside: .*not reported/, { broken: ['docker'] }],
    [
      'a report of another run',
      'VERIFY_INCOMPLETE',
      /inside: .*not reported/,
      {
        oldLines: ['PACKER-ECS-VERIFY {"run":"other","boot":"x","number":1,"kind":"end","checks":[]}'],
        broken: ['units', 'docker', 'mounts', 'time'],
      },
    ],
  ])('%s', async (_, code, text, fault) => {
    const { verify, world, record } = await verifyWorld()
    Object.assign(world, fault)
    const { document, error } = await verify()
    expect({ outcome: document.outcome, code: error?.code }).toEqual({ outcome: 'failed', code })
    expect([error?.message, ...(error?.details ?? [])].join()).toMatch(text)
    expect(record()).toBeNull()
    expect(world.tags).toEqual({})
    expect(world.group).toMatchObject({ desired: 0, launchTemplate: 'idle' })
  })

  test('the time of the verification is over', async () => {
    const { verify, world, context } = await verifyWorld()
    world.before = call => {
      if (call === 'scheduleEnd') context.clock.sleep(300_000)
    }
    world.restarts = false
    const { error } = await verify()
    expect(error).toMatchObject({
      code: 'VERIFY_INCOMPLETE',
      details: ['reboot: the time of the verification was over'],
    })
    expect(world.tags).toEqual({})
  })
})

test('a zone without capacity is no failure if Auto Scaling launches in the next one', async () => {
  const { verify, world } = await verifyWorld()
  world.launchFailure = 'We currently do not have sufficient t3.medium capacity in zone us-east-1a'
  world.launchesLater = true
  expect((await verify()).document.outcome).toBe('verified')
})

test('a verdict that cannot be stored is an error, and the instance is ended', async () => {
  const { verify, world } = await verifyWorld()
  world.httpTokens = 'optional'
  world.before = call => {
    if (call === 'tag') throw new ToolError('AWS_DENIED', 'not authorized: ec2:CreateTags', { hint: '' })
  }
  const { error } = await verify()
  expect(error).toMatchObject({
    code: 'VERDICT_NOT_STORED',
    message: expect.stringContaining('failed (failed: imds), was not stored: not authorized'),
  })
  expect(world.group).toMatchObject({ desired: 0, instances: [] })
})

test('a group that another verification uses is left alone', async () => {
  const { verify, world } = await verifyWorld()
  const instances = [{ instanceId: 'i-other', lifecycleState: 'InService', isProtected: false }]
  world.group = { ...world.group, desired: 1, max: 1, instances, launchTemplate: 'packer-ecs-verify-other' }
  const { error } = await verify()
  expect(error).toMatchObject({ code: 'VERIFY_IN_USE', message: expect.stringContaining('i-other') })
  expect(world.group).toMatchObject({ desired: 1, instances })
})

test('a run that was killed a moment ago is undone at once, although its lock has not expired', async () => {
  const { verify, world, lock, putLock } = await verifyWorld()
  world.before = name => {
    if (name === 'updateGroup 0') throw new Error('AWS fails')
  }
  await verify()
  world.before = () => undefined
  await putLock(JSON.stringify({ ...lock(), released: false }))
  const { error } = await verify()
  expect(error).toMatchObject({ code: 'STATE_LOCKED' })
  expect(world.group).toMatchObject({ desired: 0, instances: [] })
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
  const { document, error } = await verify()
  expect(error).toBeUndefined()
  expect(document.outcome).toBe('verified')
})

test('after an error, the instance is ended before another run gets the lock', async () => {
  const { verify, world, lock } = await verifyWorld()
  let released: boolean | undefined
  world.before = call => {
    if (call === 'rebootInstance') throw new Error('AWS fails')
    if (call === 'updateGroup 0') ({ released } = lock())
  }
  const { document } = await verify()
  expect({ leftovers: document.leftovers, released }).toEqual({ leftovers: [], released: false })
  expect(lock()).toMatchObject({ released: true })
})

test('what a run has left that was killed on another machine is deleted before the launch', async () => {
  const { verify, world } = await verifyWorld()
  world.leftTemplates = [
    { name: 'packer-ecs-verify-left', tags: { 'packer-ecs:verify': '20261130-110000-ffff' } },
  ]
  await verify()
  expect(world.calls.slice(0, 3)).toEqual([
    'deleteScheduledAction',
    'deleteLaunchTemplate',
    'createLaunchTemplate',
  ])
  expect(world.deletedActions[0]).toBe('packer-ecs-verify-end-20261130-110000-ffff')
})

test('a run that has lost its lock launches nothing and stores nothing', async () => {
  const { verify, world, lock, putLock } = await verifyWorld()
  world.before = call => {
    if (call !== 'scheduleEnd') return
    void putLock(JSON.stringify({ ...lock(), token: 'f'.repeat(32) }))
    world.lockTime += 200_000
  }
  const { error } = await verify()
  expect(error).toMatchObject({ code: 'STATE_LOCK_LOST' })
  expect(world.calls).not.toContain('updateGroup 1')
  expect(world.tags).toEqual({})
})

describe('the logs of the AMI decide, not the configuration of today', () => {
  test('those that no check covers are listed', async () => {
    const { verify } = await verifyWorld()
    const { document } = await verify()
    expect(document.notVerified.slice(-2)).toEqual(['log ecs-audit', 'log /var/log/app.log'])
  })

  test('an AMI that sends no logs needs none', async () => {
    const { verify, world } = await verifyWorld()
    Object.assign(world, { logs: { groups: [], files: [] } })
    const { document } = await verify()
    expect(document.checks.find(({ name }) => name === 'logs')).toMatchObject({
      ok: true,
      detail: 'the image sends no logs',
    })
  })

  test('an instance that does not know its logs gives no verdict', async () => {
    const { verify, world } = await verifyWorld()
    world.logs = null
    const { error } = await verify()
    expect(error).toMatchObject({ code: 'VERIFY_INCOMPLETE', details: [expect.stringMatching(/^logs: /)] })
  })
})

test('silence of a type whose console is late is no verdict', async () => {
  const { verify, world, request } = await verifyWorld()
  Object.assign(world, { joins: false, firstRun: {} })
  const { error } = await verify({ launch: { ...request.launch, instanceTypes: ['t2.micro'], isXen: true } })
  expect(error).toMatchObject({
    code: 'VERIFY_INCOMPLETE',
    details: [expect.stringContaining('t2.micro show their console minutes late')],
  })
  expect(world.tags).toEqual({})
})
