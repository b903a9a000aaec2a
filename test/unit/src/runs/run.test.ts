import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import type { RunContext } from '#src/runs/context.ts'
import { runGivenUp } from '#src/runs/interruption.ts'
import { readRecords, recordsFolder } from '#src/runs/record-file.ts'
import { performRun } from '#src/runs/run.ts'
import type { UndoOptions } from '#src/runs/undo.ts'
import type { Workflow } from '#src/runs/workflow.ts'
import { machine } from '#test/helpers/processes.ts'
import { fakeRunContext } from '#test/helpers/run-context.ts'

let project = ''
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'run-'))
})
afterEach(() => rm(project, { recursive: true }))

const failure = new ToolError('BUILD_FAILED', 'it failed', { hint: 'Try again.' })

/** A deploy of one step, which creates a change set; `undone` are the options of each undo. */
function workflow(replaced: Partial<Workflow<'deploy', RunContext>> = {}) {
  const undone: UndoOptions[] = []
  const deploy: Workflow<'deploy', RunContext> = {
    kind: 'deploy',
    subject: 'fleet',
    projectFolder: project,
    project: null,
    locks: false,
    steps: [
      {
        undo: async (_record, _context, options) => {
          undone.push(options)
          return []
        },
      },
    ],
    keeps: ['created'],
    firstRecord: { stackName: 'fleet', changeSet: null, operation: null },
    expectedWork: () => null,
    work: async () => 'created',
    outcomeOf: () => 'failed',
    keepsWhatIsLeft: () => false,
    ...replaced,
  }
  return { deploy, undone }
}

function records(stateFolder = fakeRunContext().context.stateFolder) {
  const { fileSystem } = fakeRunContext().context
  return readRecords(recordsFolder(stateFolder, project), 'deploy', fileSystem)
}

test('a run is announced with its kind and its subject', async () => {
  const { context, events } = fakeRunContext()
  const { runId, runFolder } = await performRun(workflow().deploy, context)
  expect(events[0]).toEqual({
    type: 'run-started',
    kind: 'deploy',
    subject: 'fleet',
    stackName: 'fleet',
    runId,
    region: 'us-east-1',
    accountId: '123456789012',
    identity: 'me',
    runFolder,
  })
})

describe('the record of a run', () => {
  test('is on disk before the work starts', async () => {
    const work = async () => {
      expect(await records()).toMatchObject([{ kind: 'deploy', stackName: 'fleet', outcome: 'running' }])
      return 'created' as const
    }
    expect((await performRun(workflow({ work }).deploy, fakeRunContext().context)).error).toBeUndefined()
  })

  test('has the outcome when the run ended, also after an error', async () => {
    const work = () => Promise.reject(failure)
    const { outcome, error } = await performRun(workflow({ work }).deploy, fakeRunContext().context)
    expect({ outcome, error }).toEqual({ outcome: 'failed', error: failure })
    expect(await records()).toMatchObject([{ outcome: 'failed', leftovers: false }])
  })

  test('that cannot be written is reported, and does not hide how the run ended', async () => {
    const { context, notices } = fakeRunContext()
    const work = async () => {
      await rm(join(project, '.packer-ecs'), { recursive: true })
      return 'created' as const
    }
    expect((await performRun(workflow({ work }).deploy, context)).outcome).toBe('created')
    expect(notices()).toEqual([expect.stringContaining('cannot write the record of this run')])
  })
})

describe('the steps of a run', () => {
  test('are not undone when its outcome keeps them', async () => {
    const { deploy, undone } = workflow()
    await performRun(deploy, fakeRunContext().context)
    expect(undone).toEqual([])
  })

  test.each([
    ['after an error', { work: () => Promise.reject(failure) }],
    ['after an outcome that does not keep them', { work: async () => 'planned' as const }],
  ])('are undone %s', async (_, replaced) => {
    const { deploy, undone } = workflow(replaced)
    await performRun(deploy, fakeRunContext().context)
    expect(undone).toMatchObject([{ remove: true }])
  })

  test('are only looked at when what is left must be kept', async () => {
    const { deploy, undone } = workflow({
      work: () => Promise.reject(failure),
      keepsWhatIsLeft: () => true,
    })
    await performRun(deploy, fakeRunContext().context)
    expect(undone).toMatchObject([{ remove: false }])
  })

  test('that could not be undone leave something behind, as the record says', async () => {
    const left = { region: 'us-east-1', type: 'change-set', id: 'one' }
    const { deploy } = workflow({
      work: () => Promise.reject(failure),
      steps: [{ undo: async () => [left] }],
    })
    expect((await performRun(deploy, fakeRunContext().context)).leftovers).toEqual([left])
    expect(await records()).toMatchObject([{ leftovers: true }])
  })
})

test('a second Ctrl-C ends the run at once, and nothing is deleted any more', async () => {
  const killed = new AbortController()
  const work = () => {
    killed.abort()
    return new Promise<never>(() => undefined)
  }
  const { deploy, undone } = workflow({ work, killed: killed.signal })
  const { error } = await performRun(deploy, fakeRunContext().context)
  expect(error).toMatchObject({ code: 'INTERRUPTED', message: 'the deploy was interrupted' })
  expect(undone).toEqual([{ remove: false, patienceSeconds: 10 }])
})

test('after a second Ctrl-C, the hint of a bake says how to delete what is left', () => {
  expect(runGivenUp('bake', '20261121-013000-a1b2')).toMatchObject({
    code: 'INTERRUPTED',
    hint: expect.stringContaining('packer-ecs clean --run 20261121-013000-a1b2'),
  })
})

describe('the lock of a run', () => {
  const alive = { processes: machine({ 10: 'boot:100' }) }

  test('refuses a second run of the same subject, which leaves no record', async () => {
    const stateFolder = join(project, 'state')
    const context = { ...fakeRunContext().context, ...alive, stateFolder }
    const work = async () => {
      await expect(performRun(workflow({ locks: true }).deploy, context)).rejects.toMatchObject({
        code: 'LOCKED',
      })
      return 'created' as const
    }
    expect((await performRun(workflow({ locks: true, work }).deploy, context)).error).toBeUndefined()
    expect(await records(stateFolder)).toHaveLength(1)
  })

  test('is released at the end', async () => {
    const stateFolder = join(project, 'state')
    const context = { ...fakeRunContext().context, ...alive, stateFolder }
    for (let round = 0; round < 2; round += 1)
      expect((await performRun(workflow({ locks: true }).deploy, context)).outcome).toBe('created')
    expect(await readdir(join(stateFolder, 'locks'))).toHaveLength(1)
  })
})
