import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CleanDocument } from '#src/images/clean/document.ts'
import { inventory } from '#test/helpers/account.ts'
import { runTool, type ToolRequest } from '#test/helpers/bake.ts'
import { type BakeUnderWay, bakeUntil, readRecord } from '#test/helpers/killing.ts'
import { makeProject, type TestProject } from '#test/helpers/project.ts'
import { sampledPairs, sampleSettings } from '#test/helpers/sample.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

/** Where a bake is when it is cut off: what it says as it gets there. */
const stages = [
  'launching the build instance',
  'waiting for the instance to run',
  'waiting for ssh',
  'own.sh',
  'stopping the instance',
  'creating the AMI',
  'copying the AMI',
  'tagging',
]
/**
 * Each stage in one of the ways. The seed decides which; it is printed, and `npm run test:long -- --seed N` repeats
 * that sample. `npm run test:long -- --full` runs every pair.
 */
const cases = sampledPairs(stages, ['network', 'session', 'disk'] as const, {
  ...sampleSettings(),
  perRow: 1,
})
const stagesOf = (way: (typeof cases)[number][1]) =>
  cases.filter(pair => pair[1] === way).map(([stage]) => stage)
const regions = ['us-east-1', 'eu-west-1']

describe.skipIf(!canRunSandbox)('after a bake was cut off', () => {
  let sandbox: TestSandbox
  let stateHome: string
  let before: readonly string[]

  beforeAll(async () => {
    sandbox = await startSandbox()
    stateHome = await mkdtemp(join(tmpdir(), 'state-'))
    // Long enough to be cut off there.
    for (const action of ['CreateImage', 'CopyImage'])
      await sandbox.cli('fault', action, '--pending', '4', '--times', '999')
    await sandbox.cli('fault', 'CreateTags', '--delay', '4', '--times', '999')
    before = await inventory(sandbox, regions)
  })

  afterAll(async () => {
    await sandbox?.remove()
    if (stateHome !== undefined) await rm(stateHome, { recursive: true, force: true })
  })

  async function project(): Promise<TestProject> {
    const scripts = [{ path: 'own.sh', after: 'prepare' }]
    return makeProject(
      { scripts, copyTo: ['eu-west-1'], dataVolume: 'none' },
      { 'own.sh': '#!/bin/bash\nsleep 3\n' },
    )
  }

  function request(of: TestProject, environment: Readonly<Record<string, string>> = {}): ToolRequest {
    return { sandbox, project: of, environment: { XDG_STATE_HOME: stateHome, ...environment } }
  }

  async function cleanAndCompare(asked: ToolRequest, runId: string): Promise<void> {
    const cleaned = await runTool(asked, 'clean', '--run', runId, '--yes', '--json')
    const document = JSON.parse(cleaned.stdout) as CleanDocument
    expect(document, cleaned.stderr).toMatchObject({ failed: [], kept: [], skipped: [], error: null })
    expect(await inventory(sandbox, regions)).toEqual(before)
  }

  test.each(stagesOf('network'))(
    'by the network, at "%s": two Ctrl-C end it, and clean removes what is left',
    async stage => {
      const own = await project()
      const bake = await bakeUntil(request(own), stage)
      const network = await cutNetwork(new URL(sandbox.endpoint).hostname)
      try {
        process.kill(bake.processId, 'SIGINT')
        await new Promise(resolve => setTimeout(resolve, 1000))
        process.kill(bake.processId, 'SIGINT')
        const { exitCode, stderr } = await bake.ended
        expect(exitCode, stderr).toBe(130)
        expect(stderr).toContain('cannot look up what run')
      } finally {
        await network.mend()
      }
      await cleanAndCompare(request(own), bake.record.runId)
      await own.remove()
    },
  )

  test.each(stagesOf('session'))(
    'by the end of its session, at "%s": two Ctrl-C end it, and clean removes what is left',
    async stage => {
      const own = await project()
      const { Credentials } = await new STSClient(sandbox.clientOptions).send(new GetSessionTokenCommand({}))
      const session = {
        AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
        AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
        AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
      }
      const environment = { ...sandbox.environment, ...session }
      const bake = await bakeUntil({ ...request(own, environment), withoutSandboxOption: true }, stage)
      await sandbox.cli('sessions', 'end', '--access-key', session.AWS_ACCESS_KEY_ID)
      // Packer goes on asking for minutes, and cannot clean up.
      await interruptTwice(bake)
      const { exitCode, stderr } = await bake.ended
      expect(exitCode, stderr).toBe(130)
      expect((await readRecord(request(own), bake.record.runId)).leftovers).toBe(true)
      expect((await runTool(request(own), 'images')).stderr).toContain(`clean --run ${bake.record.runId}`)
      await cleanAndCompare(request(own), bake.record.runId)
      await own.remove()
    },
  )

  test.each(stagesOf('disk'))('by a full disk, at "%s": it ends, and nothing is left', async stage => {
    const disk = await mkdtemp(join(tmpdir(), 'disk-'))
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk])
    try {
      const own = await project()
      await execa('cp', ['-a', `${own.folder}/.`, disk])
      const full = { folder: disk, remove: own.remove }
      const bake = await bakeUntil(request(full), stage)
      await writeFile(join(disk, 'filling'), Buffer.alloc(4 * 1024 * 1024)).catch(() => undefined)
      const { exitCode, stderr, document } = await bake.ended
      expect(exitCode, stderr).toBe(1)
      expect(document.error?.code, stderr).toBe('DISK_FULL')
      expect(await inventory(sandbox, regions)).toEqual(before)
      await rm(join(disk, 'filling'))
      await cleanAndCompare(request(full), bake.record.runId)
      await own.remove()
    } finally {
      await execa('umount', [disk])
      await rm(disk, { recursive: true, force: true })
    }
  })
})

async function interruptTwice({ processId }: BakeUnderWay): Promise<void> {
  process.kill(processId, 'SIGINT')
  await new Promise(resolve => setTimeout(resolve, 1000))
  process.kill(processId, 'SIGINT')
}

/** No packet reaches the sandbox any more: routes more special than its own lead nowhere. */
async function cutNetwork(address: string): Promise<{ mend(): Promise<void> }> {
  const [a, b, c] = address.split('.')
  const halves = [`${a}.${b}.${c}.0/25`, `${a}.${b}.${c}.128/25`]
  for (const half of halves) await execa('ip', ['route', 'add', 'blackhole', half])
  return {
    async mend() {
      for (const half of halves) await execa('ip', ['route', 'del', 'blackhole', half])
    },
  }
}
