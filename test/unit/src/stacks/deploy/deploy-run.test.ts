import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ResourceChange } from '#src/aws/stack.ts'
import type { Project } from '#src/config/settings.ts'
import { files } from '#src/host/system.ts'
import type { DeployRecord } from '#src/runs/record.ts'
import { readRecords, recordsFolder, writeRecord } from '#src/runs/record-file.ts'
import { runDeploy } from '#src/stacks/deploy/deploy-run.ts'
import { deployDocument } from '#src/stacks/deploy/document.ts'
import { readFiles } from '#src/stacks/deploy/read-files.ts'
import type { DeployRequest } from '#src/stacks/deploy/request.ts'
import {
  description,
  type FakeCloudFormation,
  fakeCloudFormation,
} from '#test/helpers/fake-cloudformation.ts'
import { deployRecord } from '#test/helpers/run-record.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'

const logs: ResourceChange = {
  action: 'Add',
  logicalId: 'Logs',
  physicalId: null,
  type: 'AWS::Logs::LogGroup',
  replacement: null,
  policyAction: null,
  scope: [],
  details: [],
  changeSetId: null,
  nestedIn: [],
}
const good = [
  ['Logs', 'CREATE_COMPLETE'],
  ['fleet', 'CREATE_COMPLETE'],
] as const
const updated = [
  ['Logs', 'UPDATE_COMPLETE'],
  ['fleet', 'UPDATE_COMPLETE'],
] as const
const bad = [
  ['Logs', 'CREATE_FAILED', 'Logs already exists'],
  ['fleet', 'ROLLBACK_IN_PROGRESS', 'The following resource(s) failed to create: [Logs].'],
  ['fleet', 'ROLLBACK_COMPLETE'],
] as const

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packer-ecs-deploy-'))
  await writeFile(join(folder, 'logs.yml'), 'Resources: {Logs: {Type: AWS::Logs::LogGroup}}\n')
})
afterEach(() => rm(folder, { recursive: true }))

function request(settings: Partial<DeployRequest> = {}, terminationProtection = false): DeployRequest {
  return {
    project: { folder, images: {} } as unknown as Project,
    chosen: {
      stack: 'logs',
      environment: 'dev',
      stackName: 'fleet',
      settings: {
        name: 'fleet',
        template: 'logs.yml',
        parameterFiles: {},
        amis: {},
        channels: {},
        capabilities: ['CAPABILITY_IAM'],
        tags: { team: 'web' },
        role: null,
        terminationProtection,
        notificationTopics: [],
      },
      template: join(folder, 'logs.yml'),
      channel: null,
      parameterFile: null,
    },
    flags: [],
    ami: undefined,
    keepAmi: false,
    dryRun: false,
    wait: true,
    writeParameters: false,
    ...settings,
  }
}

async function run(
  cloudFormation: FakeCloudFormation,
  given: DeployRequest = request(),
  answers: Parameters<typeof fakeContext>[1] = {},
  prepare: (world: ReturnType<typeof fakeContext>) => void = () => undefined,
) {
  const world = fakeContext(cloudFormation, answers)
  prepare(world)
  const inputs = await readFiles(given, files)
  const ended = await runDeploy({ ...given, ...inputs, channel: null }, world.context)
  expect(deployDocument.parse(ended.document)).toEqual(ended.document)
  return { ...world, ...ended }
}

describe('a stack that is not there', () => {
  test('is created by a change set that is shown, agreed to and watched', async () => {
    const cloudFormation = Object.assign(fakeCloudFormation(undefined), { changes: [logs], script: good })
    const { document, error, questions, plans } = await run(cloudFormation)
    expect(error).toBeUndefined()
    expect(document).toMatchObject({
      outcome: 'created',
      stack: 'logs',
      environment: 'dev',
      error: null,
      rootCause: null,
    })
    expect(document.changes).toHaveLength(1)
    expect(cloudFormation.calls).toEqual(['create CREATE', 'execute'])
    expect(cloudFormation.requests[0]).toMatchObject({
      capabilities: ['CAPABILITY_IAM'],
      tags: { team: 'web' },
    })
    expect(questions).toEqual(['Create fleet?'])
    expect(plans).toHaveLength(1)
  })

  test('is not created, and no draft of it is left, when all conditions are false', async () => {
    const cloudFormation = fakeCloudFormation(undefined)
    const { document, error } = await run(cloudFormation)
    expect(document).toMatchObject({ outcome: 'failed', error: { code: 'STACK_TEMPLATE_INCOMPLETE' } })
    expect(error?.exitStatus).toBe(2)
    expect(cloudFormation.stack).toBeUndefined()
  })

  test('is not there either after a dry run', async () => {
    const cloudFormation = Object.assign(fakeCloudFormation(undefined), { changes: [logs] })
    const { document } = await run(cloudFormation, request({ dryRun: true }))
    expect(document.outcome).toBe('planned')
    expect(cloudFormation.stack).toBeUndefined()
  })

  test('is not there either after a plan that was declined', async () => {
    const cloudFormation = Object.assign(fakeCloudFormation(undefined), { changes: [logs] })
    const { document, error } = await run(cloudFormation, request(), { agrees: false })
    expect(document).toMatchObject({ outcome: 'failed', error: { code: 'DECLINED' } })
    expect(error?.exitStatus).toBe(1)
    expect(cloudFormation.stack).toBeUndefined()
  })

  test('stays a draft when someone else\u2019s change set waits in it', async () => {
    const cloudFormation = fakeCloudFormation(description('REVIEW_IN_PROGRESS'))
    cloudFormation.changeSets.set('theirs', { name: 'theirs' } as never)
    const { document } = await run(cloudFormation)
    expect(document.error?.code).toBe('STACK_IN_REVIEW')
    expect(cloudFormation.calls).toEqual([])
  })

  test('that is rolled back says why', async () => {
    const cloudFormation = Object.assign(fakeCloudFormation(undefined), { changes: [logs], script: bad })
    const { document, error } = await run(cloudFormation)
    expect(document).toMatchObject({
      outcome: 'rolledBack',
      error: { code: 'STACK_ROLLED_BACK' },
      rootCause: { resource: 'Logs', reason: 'Logs already exists', instanceId: null },
    })
    expect(error?.exitStatus).toBe(1)
  })

  test('is protected after its creation when the configuration says so', async () => {
    const cloudFormation = Object.assign(fakeCloudFormation(undefined), { changes: [logs], script: good })
    await run(cloudFormation, request({}, true))
    expect(cloudFormation.calls).toEqual(['create CREATE', 'execute', 'protect'])
  })

  test('is not protected when its creation fails, or while it is not watched', async () => {
    const failing = Object.assign(fakeCloudFormation(undefined), { changes: [logs], script: bad })
    await run(failing, request({}, true))
    expect(failing.calls).not.toContain('protect')
    const unwatched = Object.assign(fakeCloudFormation(undefined), { changes: [logs], script: good })
    const { notices } = await run(unwatched, request({ wait: false }, true))
    expect(unwatched.calls).not.toContain('protect')
    expect(notices()).toContain('the next deploy turns on termination protection')
  })
})

describe('a stack that is there', () => {
  test('is not reported as up to date when its last update failed without a rollback', async () => {
    const cloudFormation = fakeCloudFormation(description('UPDATE_FAILED', { statusReason: 'no capacity' }))
    const { document } = await run(cloudFormation)
    expect(document).toMatchObject({
      outcome: 'failed',
      error: { code: 'STACK_STUCK', hint: expect.stringContaining('rollback-stack --stack-name fleet') },
    })
  })

  test('is updated', async () => {
    const cloudFormation = Object.assign(fakeCloudFormation(description('CREATE_COMPLETE')), {
      changes: [logs],
      script: updated,
    })
    const { document } = await run(cloudFormation)
    expect(document).toMatchObject({ outcome: 'updated', outputs: { ClusterName: 'web' } })
    expect(cloudFormation.calls).toEqual(['create UPDATE', 'execute'])
  })

  test('is left alone when nothing would change, and keeps no change set', async () => {
    const cloudFormation = fakeCloudFormation(description('CREATE_COMPLETE'))
    const { document, questions } = await run(cloudFormation)
    expect(document).toMatchObject({ outcome: 'unchanged', outputs: { ClusterName: 'web' } })
    expect(questions).toEqual([])
    expect(cloudFormation.changeSets.size).toBe(0)
  })

  test('is not waited for with --no-wait', async () => {
    const cloudFormation = Object.assign(fakeCloudFormation(description('CREATE_COMPLETE')), {
      changes: [logs],
    })
    expect((await run(cloudFormation, request({ wait: false }))).document.outcome).toBe('started')
  })

  test('that somebody is changing is joined first', async () => {
    const cloudFormation = fakeCloudFormation(description('CREATE_COMPLETE'))
    cloudFormation.play('UPDATE_IN_PROGRESS', null, [])
    const { document, notices } = await run(cloudFormation, request(), {}, ({ context }) => {
      const { sleep } = context.clock
      Object.assign(context.clock, {
        sleep: async (time: number) => {
          if (cloudFormation.stack?.status === 'UPDATE_IN_PROGRESS')
            cloudFormation.play('UPDATE_IN_PROGRESS', null, [['fleet', 'UPDATE_COMPLETE']])
          await sleep(time)
        },
      })
    })
    expect(notices()[0]).toContain('joining')
    expect(document.outcome).toBe('unchanged')
  })

  test('that never worked is deleted, when that is agreed to, and created anew', async () => {
    const cloudFormation = Object.assign(fakeCloudFormation(description('ROLLBACK_COMPLETE')), {
      changes: [logs],
      script: good,
    })
    const { document, questions } = await run(cloudFormation)
    expect(questions[0]).toContain('ROLLBACK_COMPLETE')
    expect(cloudFormation.calls).toEqual(['delete stack', 'create CREATE', 'execute'])
    expect(document.outcome).toBe('created')
  })

  test.each(['ROLLBACK_FAILED', 'CREATE_FAILED', 'DELETE_FAILED'])(
    'in %s may hold something: it is deleted only when somebody says so in person',
    async status => {
      const kept = fakeCloudFormation(description(status))
      const { document } = await run(kept)
      expect(document.error?.code).toBe('STACK_DEAD')
      expect(kept.calls).toEqual([])
      const dead = Object.assign(fakeCloudFormation(description(status)), { changes: [logs], script: good })
      await run(dead, request(), { agreesInPerson: true })
      expect(dead.calls).toEqual(['delete stack', 'create CREATE', 'execute'])
    },
  )

  test('that never worked is left alone when that is declined, and by a dry run', async () => {
    for (const [given, answers] of [
      [request(), { agrees: false }],
      [request({ dryRun: true }), {}],
    ] as const) {
      const cloudFormation = fakeCloudFormation(description('ROLLBACK_COMPLETE'))
      const { document } = await run(cloudFormation, given, answers)
      expect(document.error?.code).toBe('STACK_DEAD')
      expect(cloudFormation.calls).toEqual([])
    }
  })

  test('whose rollback failed is first rolled back', async () => {
    const cloudFormation = Object.assign(fakeCloudFormation(description('UPDATE_ROLLBACK_FAILED')), {
      changes: [logs],
      script: updated,
    })
    const { document } = await run(cloudFormation)
    expect(cloudFormation.calls).toEqual(['continue', 'create UPDATE', 'execute'])
    expect(document.outcome).toBe('updated')
  })

  test('that was deleted while it was watched is no success', async () => {
    const cloudFormation = Object.assign(fakeCloudFormation(undefined), {
      changes: [logs],
      script: [
        ['fleet', 'DELETE_IN_PROGRESS'],
        ['fleet', 'DELETE_COMPLETE'],
      ],
    })
    expect((await run(cloudFormation)).document.error?.code).toBe('STACK_GONE')
  })
})

describe('Ctrl-C', () => {
  const deploying = () =>
    Object.assign(fakeCloudFormation(description('CREATE_COMPLETE')), { changes: [logs], script: [] })

  test('before the plan changes nothing', async () => {
    const cloudFormation = deploying()
    const { document, error } = await run(cloudFormation, request(), {}, ({ interrupt }) => interrupt())
    expect(document).toMatchObject({ outcome: 'failed', error: { code: 'INTERRUPTED' } })
    expect(error?.exitStatus).toBe(130)
    expect(cloudFormation.calls).toEqual([])
  })

  test('at the plan removes the change set', async () => {
    const cloudFormation = deploying()
    const { error } = await run(cloudFormation, request(), {}, world => {
      Object.assign(world.context.person, { showPlan: () => world.interrupt() })
    })
    expect(error?.exitStatus).toBe(130)
    expect(cloudFormation.changeSets.size).toBe(0)
    expect(cloudFormation.calls).not.toContain('execute')
  })

  test('while it is watched leaves it to CloudFormation', async () => {
    const cloudFormation = deploying()
    const { document, error } = await run(cloudFormation, request(), {}, world => {
      Object.assign(world.context.clock, { sleep: async () => world.interrupt() })
      Object.assign(world.context.person, { asksToStop: async () => 'leave' })
    })
    expect(document).toMatchObject({ outcome: 'detached', error: { code: 'INTERRUPTED' } })
    expect(error?.exitStatus).toBe(130)
    expect(error?.hint).toContain('packer-ecs watch')
  })

  test('may cancel the update, whose rollback is then watched', async () => {
    const cloudFormation = deploying()
    const { document } = await run(cloudFormation, request(), { stop: 'cancel' }, world => {
      Object.assign(world.context.clock, {
        sleep: async () => void (cloudFormation.calls.includes('cancel') ? undefined : world.interrupt()),
      })
    })
    expect(cloudFormation.calls).toContain('cancel')
    expect(document.outcome).toBe('rolledBack')
  })
})

test('a change set that a died deploy left is removed by the next one', async () => {
  const cloudFormation = Object.assign(fakeCloudFormation(description('CREATE_COMPLETE')), {
    changes: [logs],
  })
  const { context } = await run(cloudFormation, request({ dryRun: true }))
  const records = recordsFolder(context.stateFolder, folder)
  const [record] = await readRecords(records, 'deploy', files)
  if (record === undefined) throw new Error('no record')
  const left = `packer-ecs-${record.runId}`
  cloudFormation.changeSets.set(left, { name: left } as never)
  await writeRecord(records, {
    ...record,
    outcome: 'running',
    changeSet: left,
  })
  await run(cloudFormation, request({ dryRun: true }))
  expect(cloudFormation.changeSets.has(left)).toBe(false)
  const past = await readRecords(records, 'deploy', files)
  expect(past.find(({ runId }) => runId === record.runId)).toMatchObject({
    outcome: 'failed',
    changeSet: null,
  })
})

test.each<[string, Partial<DeployRecord>]>([
  ['another stack', { stackName: 'other' }],
  ['another account', { accountId: '210987654321' }],
  ['another region', { region: 'eu-west-1' }],
  ['another endpoint', { endpoint: 'http://127.0.0.1:1' }],
])('a change set that a deploy of %s left is not touched', async (_, replaced) => {
  const cloudFormation = fakeCloudFormation(description('CREATE_COMPLETE'))
  const record = deployRecord({ accountId: '123456789012', changeSet: 'left', ...replaced })
  cloudFormation.changeSets.set('left', { name: 'left' } as never)
  const { context } = await run(cloudFormation, request({ dryRun: true }))
  const records = recordsFolder(context.stateFolder, folder)
  await writeRecord(records, record)
  await run(cloudFormation, request({ dryRun: true }))
  expect(cloudFormation.changeSets.has('left')).toBe(true)
  const past = await readRecords(records, 'deploy', files)
  expect(past.find(({ runId }) => runId === record.runId)).toEqual(record)
})
