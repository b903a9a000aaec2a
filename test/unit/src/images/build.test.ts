import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { ToolError } from '#src/errors/tool-error.ts'
import { assertBuilt, type BuildOutcome, followBuild } from '#src/images/build.ts'
import { createBuildReader } from '#src/packer/build-reader.ts'
import type { BuildProgress } from '#src/packer/progress.ts'

const noConsole = async () => []

/** What a recorded run of Packer tells, and what a person is shown of it. */
async function follow(recording: string, interrupted = false, launchers = ['/tmp/packer-shell0000000000']) {
  const folder = new URL(`../../../fixtures/recordings/packer-1.16.0/${recording}/`, import.meta.url)
  const reader = createBuildReader(launchers.map(launcher => ({ name: launcher, launcher })))
  async function* events(): AsyncGenerator<BuildProgress> {
    for (const line of readFileSync(new URL('machine-readable.log', folder), 'utf8').split('\n'))
      yield* reader.read(line)
    yield reader.finish({
      exitCode: Number.parseInt(readFileSync(new URL('exit', folder), 'utf8'), 10),
      interrupted,
      signal: null,
    })
  }
  const noted: string[] = []
  const shown: string[] = []
  const outcome = await followBuild(
    events(),
    { progress: text => shown.push(text), output: line => shown.push(`> ${line}`) },
    {
      started: async processId => void noted.push(`process ${processId}`),
      creating: async ({ kind, id }) => void noted.push(`${kind} ${id}`),
      reached: () => undefined,
    },
  )
  return { outcome, shown, noted }
}

async function errorOf(
  outcome: BuildOutcome,
  consoleTail: (id: string) => Promise<readonly string[]> = noConsole,
  endedAs: string | null = null,
  endReason = '',
) {
  return assertBuilt(
    outcome,
    { endedAs, endReason: async () => endReason, consoleTail },
    { image: 'ecs', packages: [], ownScripts: [] },
  ).then(
    () => undefined,
    (error: ToolError) => error,
  )
}

test('a build is told in a person\u2019s words', async () => {
  const { outcome, shown } = await follow('success')
  expect(shown.filter(line => !line.startsWith('>'))).toEqual([
    'checking settings on AWS',
    'launching the build instance',
    'waiting for the instance to run',
    'waiting for ssh',
    'uploading the recipe',
    '1/1 packer-shell0000000000',
    'stopping the instance',
    'creating the AMI',
    'cleaning up',
    'done',
  ])
  expect(await errorOf(outcome)).toBeUndefined()
})

test("a script of Packer's own is not shown by its temporary name", async () => {
  const { shown } = await follow('success', false, [])
  expect(shown).not.toContainEqual(expect.stringContaining('packer-shell'))
})

describe('a build that failed', () => {
  test('in a script names it, its exit status and its last lines', async () => {
    const error = await errorOf((await follow('provisioner-failed')).outcome)
    expect(error).toMatchObject({
      code: 'SCRIPT_FAILED',
      message: 'packer-shell0000000000 ended with exit status 3',
      details: ['oops', 'before'],
    })
  })

  test('before any instance carries Packer\u2019s own words', async () => {
    const error = await errorOf((await follow('base-missing')).outcome)
    expect(error).toMatchObject({
      code: 'BUILD_FAILED',
      message: expect.stringContaining('InvalidAMIID.NotFound'),
    })
  })

  test('waiting for ssh shows the end of the console', async () => {
    const { finished } = (await follow('provisioner-failed')).outcome
    const failure = {
      message: 'Timeout waiting for SSH.',
      stage: 'ssh',
      script: null,
      exitStatus: null,
      fault: null,
      lastLines: [],
    } as const
    const error = await errorOf(
      { finished: { ...finished, failure }, instanceId: 'i-1', lastScript: null },
      async () => ['kernel panic'],
    )
    expect(error).toMatchObject({
      code: 'LOGIN_FAILED',
      details: ['Timeout waiting for SSH.', 'kernel panic'],
    })
  })

  test('because the build instance ended shows the end of the console', async () => {
    const { outcome } = await follow('interrupted', true)
    const waiting = { ...outcome, lastScript: null }
    const error = await errorOf(waiting, async () => ['Kernel panic'], 'terminated')
    expect(error).toMatchObject({
      code: 'INSTANCE_ENDED',
      message: expect.stringMatching(/^the build instance i-[0-9a-f]+ is terminated: it ended before .*ssh$/),
      details: ['Kernel panic'],
    })
    const key = 'Client.InvalidKMSKey.InvalidState'
    const during = await errorOf({ ...outcome, lastScript: 'own.sh' }, noConsole, 'terminated', key)
    expect(during?.message).toMatch(/it ended while own\.sh ran \(Client\.InvalidKMSKey\.InvalidState\)$/)
  })

  test.each([
    ['Client.InvalidKMSKey.InvalidState', 'terminated', 'INSTANCE_ENDED'],
    ['Client.InternalError', 'terminated', 'INSTANCE_ENDED'],
    ['Client.InternalError', null, 'BUILD_FAILED'],
  ])(
    'because EC2 cannot use the key of a volume, %s, names the grant that a spot instance needs',
    async (reason, endedAs, code) => {
      const { finished } = (await follow('base-missing')).outcome
      const failure = {
        message: "unexpected state 'terminated', wanted target 'running'",
        stage: 'boot',
        script: null,
        exitStatus: null,
        fault: null,
        lastLines: [],
      } as const
      const outcome = { finished: { ...finished, failure }, instanceId: 'i-1', lastScript: null }
      expect(await errorOf(outcome, noConsole, endedAs, reason)).toMatchObject({
        code,
        hint: expect.stringMatching(/KMS key.*AWSServiceRoleForEC2Spot/),
      })
    },
  )

  test.each([
    ['while Packer waited', 'terminated'],
    ['and Packer noticed it first', null],
  ])('because EC2 reclaimed its spot instance, %s, says so', async (_, endedAs) => {
    const { outcome } = await follow('provisioner-failed')
    const error = await errorOf(
      { ...outcome, lastScript: 'own.sh' },
      noConsole,
      endedAs,
      'Server.SpotInstanceTermination',
    )
    expect(error).toMatchObject({
      code: 'SPOT_INTERRUPTED',
      message: expect.stringMatching(/^EC2 reclaimed the spot instance i-[0-9a-f]+ while own\.sh ran$/),
    })
  })

  test.each([
    [
      'Your Spot request price of 0.001 is lower than the minimum required Spot request fulfillment price of 0.0125.',
      'spot.maxPrice',
    ],
    ['Max spot instance count exceeded', 'quota'],
    [
      'The provided credentials do not have permission to create the service-linked role for EC2 Spot Instances.',
      'spot.amazonaws.com',
    ],
    ['Client.InvalidKMSKey.InvalidState: The KMS key is disabled', 'AWSServiceRoleForEC2Spot'],
    ['Something new', 'On-Demand'],
  ])('because EC2 refuses a spot instance has a remedy: %s', async (reason, hint) => {
    const { finished } = (await follow('base-missing')).outcome
    const message = `Error waiting for fleet request (fleet-1-2) to become ready:${reason}`
    const failure = {
      message,
      stage: 'launch',
      script: null,
      exitStatus: null,
      fault: null,
      lastLines: [],
    } as const
    const error = await errorOf({ finished: { ...finished, failure }, instanceId: null, lastScript: null })
    expect(error).toMatchObject({
      code: 'SPOT_REFUSED',
      message: `EC2 did not launch a spot instance: ${reason}`,
      hint: expect.stringContaining(hint),
    })
  })

  test('because somebody interrupted it is no failure', async () => {
    const error = await errorOf((await follow('interrupted', true)).outcome)
    expect(error).toMatchObject({ code: 'INTERRUPTED' })
  })
})

test('what Packer creates is noted, by name before it is there', async () => {
  const { noted } = await follow('success')
  expect(noted).toEqual([
    expect.stringMatching(/^key-pair packer_/),
    expect.stringMatching(/^security-group packer_/),
    expect.stringMatching(/^instance i-/),
    expect.stringMatching(/^image ami-/),
  ])
})

test('a resource is noted before the build is followed any further', async () => {
  const order: string[] = []
  async function* events(): AsyncGenerator<BuildProgress> {
    yield { type: 'started', processId: 42 }
    order.push('after the start')
    yield { type: 'resource', kind: 'instance', id: 'i-1' } as BuildProgress
    order.push('after the instance')
  }
  const noted = (text: string) => setTimeout(5).then(() => void order.push(text))
  const followed = followBuild(
    events(),
    { progress: () => undefined, output: () => undefined },
    {
      started: () => noted('start noted'),
      creating: () => noted('instance noted'),
      reached: () => undefined,
    },
  )
  await expect(followed).rejects.toMatchObject({ code: 'BUILD_FAILED' })
  expect(order).toEqual(['start noted', 'after the start', 'instance noted', 'after the instance'])
})

test('a call that AWS denies to Packer is explained', async () => {
  const message = 'Error launching source instance: UnauthorizedOperation: You are not authorized'
  const failure = {
    message,
    stage: 'launch',
    script: null,
    exitStatus: null,
    fault: null,
    lastLines: [],
  } as const
  const finished = { type: 'finished', outcome: 'failed', exitCode: 1, artifacts: [], failure } as const
  const error = await errorOf({ finished, instanceId: null, lastScript: null })
  expect(error).toMatchObject({ code: 'BUILD_FAILED', hint: expect.stringContaining('docs/credentials.md') })
})
