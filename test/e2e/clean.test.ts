import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CleanDocument } from '#src/images/clean/document.ts'
import { inventory } from '#test/helpers/account.ts'
import { bake, runTool, type ToolRequest } from '#test/helpers/bake.ts'
import { makeBystanders } from '#test/helpers/bystanders.ts'
import { type BakeUnderWay, bakeUntil, killPacker } from '#test/helpers/killing.ts'
import { pasteHints } from '#test/helpers/pasted-hints.ts'
import { makeProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox } from '#test/helpers/sandbox.ts'

/** A selection; test/long hits bakes at every stage. */
describe.skipIf(!canRunSandbox)('what a killed bake left behind', () => {
  let request: ToolRequest
  let stateHome: string
  let before: readonly string[]
  let killed: BakeUnderWay
  let whileLocked: Awaited<ReturnType<typeof bake>>

  beforeAll(async () => {
    const settings = { spot: true, scripts: [{ path: 'own.sh', after: 'prepare' }], dataVolume: 'none' }
    const project = await makeProject(settings, { 'own.sh': '#!/bin/bash\nsleep 600\n' })
    stateHome = await mkdtemp(join(tmpdir(), 'state-'))
    request = { sandbox: await startSandbox(), project, environment: { XDG_STATE_HOME: stateHome } }
    await makeBystanders(request.sandbox)
    before = await inventory(request.sandbox, ['us-east-1'])
    killed = await bakeUntil(request, 'own.sh')
    whileLocked = await bake(request)
    process.kill(killed.processId, 'SIGKILL')
    killPacker(killed)
    await killed.ended
  })

  afterAll(async () => {
    await request?.sandbox.remove()
    await request?.project.remove()
    await rm(stateHome, { recursive: true, force: true })
  })

  async function clean(...argv: readonly string[]) {
    const answer = await runTool(request, 'clean', '--json', ...argv)
    return { ...answer, document: JSON.parse(answer.stdout) as CleanDocument }
  }

  test('while it ran, a second bake was told who bakes', () => {
    expect(whileLocked.exitCode).toBe(1)
    expect(whileLocked.document.error).toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining(`run ${killed.record.runId} by `),
    })
  })

  test.each(['images', 'whoami', 'doctor'])('is told of by %s, in one line', async command => {
    const { stderr } = await runTool(request, command)
    const lines = stderr.split('\n').filter(line => line.includes(killed.record.runId))
    expect(lines).toEqual([expect.stringContaining(`packer-ecs clean --run ${killed.record.runId}`)])
    if (command === 'images') expect(await pasteHints(request, lines[0] ?? '')).toEqual(['clean'])
  })

  test('is shown by a dry run, which removes nothing', async () => {
    const there = await inventory(request.sandbox, ['us-east-1'])
    const { document, exitCode } = await clean('--dry-run')
    expect(exitCode).toBe(0)
    expect(document).toMatchObject({ outcome: 'planned', runs: [killed.record.runId], kept: [], skipped: [] })
    const types = document.removals.map(({ type }) => type)
    expect(types).toEqual(
      expect.arrayContaining(['instance', 'key-pair', 'launch-template', 'security-group']),
    )
    expect(await inventory(request.sandbox, ['us-east-1'])).toEqual(there)
  })

  test('is not removed without anybody\u2019s agreement, nor when it is too young', async () => {
    const unasked = await clean()
    expect(unasked.exitCode).toBe(2)
    expect(unasked.document.error?.code).toBe('NOT_CONFIRMED')
    expect((await clean('--older-than', '1d', '--yes')).document).toMatchObject({
      outcome: 'nothing',
      skipped: [{ runId: killed.record.runId, why: 'it is not old enough' }],
    })
  })

  test('is removed by clean, and nothing else is', async () => {
    const { document, exitCode, stderr } = await clean('--yes')
    expect(exitCode, stderr).toBe(0)
    expect(document).toMatchObject({ outcome: 'cleaned', failed: [], kept: [] })
    expect(await inventory(request.sandbox, ['us-east-1'])).toEqual(before)
  })

  test('is gone then: clean finds nothing, and no command speaks of it', async () => {
    expect((await clean('--yes')).document.outcome).toBe('nothing')
    expect((await runTool(request, 'images')).stderr).not.toContain(killed.record.runId)
  })
})
