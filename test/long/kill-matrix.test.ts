import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CleanDocument } from '#src/images/clean/document.ts'
import { inventory } from '#test/helpers/account.ts'
import { runTool, type ToolRequest } from '#test/helpers/bake.ts'
import { makeBystanders } from '#test/helpers/bystanders.ts'
import { type BakeUnderWay, bakeUntil, killPacker } from '#test/helpers/killing.ts'
import { makeProject, type TestProject } from '#test/helpers/project.ts'
import { sampledPairs, sampleSettings } from '#test/helpers/sample.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

/** Where a bake is when it is hit: what it says as it gets there. */
const stages = {
  'before the instance': 'launching the build instance',
  booting: 'waiting for the instance to run',
  'waiting for ssh': 'waiting for ssh',
  'in a script of the recipe': 'packages.sh',
  'in an own script': 'own.sh',
  'in the last script': 'finish.sh',
  stopping: 'stopping the instance',
  'AMI pending': 'creating the AMI',
  copying: 'copying the AMI',
  tagging: 'tagging',
} as const

type Stage = keyof typeof stages

const everywhere = Object.keys(stages) as Stage[]
const regions = ['us-east-1', 'eu-west-1']

interface Hit {
  readonly name: string
  readonly hit: (bake: BakeUnderWay) => void | Promise<void>
  /** Exit status of the tool; null when it is killed itself. */
  readonly exitCode: number | null
  /** Nothing is left although nobody called `clean`. */
  readonly clean: boolean
}

const hits: readonly Hit[] = [
  { name: 'one Ctrl-C', hit: signal('SIGINT'), exitCode: 130, clean: true },
  { name: 'two Ctrl-C', hit: twice, exitCode: 130, clean: false },
  { name: 'SIGTERM', hit: signal('SIGTERM'), exitCode: 130, clean: true },
  { name: 'SIGHUP', hit: signal('SIGHUP'), exitCode: 130, clean: true },
  { name: 'kill -9 of Packer', hit: killPacker, exitCode: 1, clean: true },
  { name: 'kill -9 of the tool', hit: signal('SIGKILL'), exitCode: null, clean: false },
  { name: 'kill -9 of both', hit: killBoth, exitCode: null, clean: false },
]

/**
 * Each stage with two kinds of hit. The seed decides which; it is printed, and `npm run test:long -- --seed N` repeats
 * that sample. `npm run test:long -- --full` runs every pair.
 */
const cases = sampledPairs(everywhere, hits, { ...sampleSettings(), perRow: 2 }).map(([stage, hit]) => ({
  ...hit,
  stage,
}))

describe.skipIf(!canRunSandbox)('after a bake was hit', () => {
  let sandbox: TestSandbox
  let stateHome: string
  let before: readonly string[]

  beforeAll(async () => {
    sandbox = await startSandbox()
    stateHome = await mkdtemp(join(tmpdir(), 'state-'))
    await makeBystanders(sandbox)
    // Long enough to be hit there.
    for (const action of ['CreateImage', 'CopyImage'])
      await sandbox.cli('fault', action, '--pending', '4', '--times', '999')
    await sandbox.cli('fault', 'CreateTags', '--delay', '4', '--times', '999')
    before = await inventory(sandbox, regions)
  })

  afterAll(async () => {
    await sandbox?.remove()
    if (stateHome !== undefined) await rm(stateHome, { recursive: true, force: true })
  })

  test.concurrent.each(cases)(
    'by $name, $stage: nothing of it is left',
    async ({ stage, hit, exitCode, clean }) => {
      const project = await killableProject()
      const request: ToolRequest = { sandbox, project, environment: { XDG_STATE_HOME: stateHome } }
      const bake = await bakeUntil(request, stages[stage])
      await hit(bake)
      const answer = await bake.ended
      const { runId } = bake.record
      if (exitCode !== null) {
        expect(answer.exitCode, answer.stderr).toBe(exitCode)
        if (clean) expect(answer.document.leftovers, answer.stderr).toEqual([])
      } else {
        const { stderr } = await runTool(request, 'images')
        expect(stderr).toContain(`packer-ecs clean --run ${runId}`)
      }
      const cleaned = await runTool(request, 'clean', '--run', runId, '--yes', '--json')
      const document = JSON.parse(cleaned.stdout) as CleanDocument
      expect(document, cleaned.stderr).toMatchObject({ failed: [], kept: [], skipped: [], error: null })
      if (clean) expect(document.outcome).toBe('nothing')
      expect((await inventory(sandbox, regions)).filter(line => line.includes(runId))).toEqual([])
      expect((await runTool(request, 'images')).stderr).not.toContain(runId)
      await project.remove()
    },
  )

  test('nothing else was touched, and nothing is left that names no run', async () => {
    expect(await inventory(sandbox, regions)).toEqual(before)
  })
})

/** An image of its own for each case: one image is baked once at a time. */
let made = 0
async function killableProject(): Promise<TestProject> {
  made += 1
  return makeProject(
    { scripts: [{ path: 'own.sh', after: 'files' }], copyTo: ['eu-west-1'], dataVolume: 'none' },
    { 'own.sh': '#!/bin/bash\nsleep 2\n' },
    `killed-${made}`,
  )
}

function signal(name: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGKILL'): (bake: BakeUnderWay) => void {
  return ({ processId }) => void process.kill(processId, name)
}

async function twice({ processId }: BakeUnderWay): Promise<void> {
  process.kill(processId, 'SIGINT')
  await new Promise(resolve => setTimeout(resolve, 200))
  process.kill(processId, 'SIGINT')
}

function killBoth(bake: BakeUnderWay): void {
  process.kill(bake.processId, 'SIGKILL')
  killPacker(bake)
}
