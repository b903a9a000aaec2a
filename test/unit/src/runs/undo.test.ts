import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { RunContext } from '#src/runs/context.ts'
import type { DeployRecord } from '#src/runs/record.ts'
import { readRecords, writeRecord } from '#src/runs/record-file.ts'
import { reopenRecord } from '#src/runs/record-keeper.ts'
import { type Leftovers, type Undo, undoEarlierRuns, undoSteps } from '#src/runs/undo.ts'
import { machine } from '#test/helpers/processes.ts'
import { fakeRunContext } from '#test/helpers/run-context.ts'
import { deployRecord } from '#test/helpers/run-record.ts'

const options = { remove: true, patienceSeconds: 600 }
const left = (id: string) => ({ region: 'us-east-1', type: 'change-set', id })

describe('undoing a run', () => {
  /** The leftovers that each step reports, and what is reported of all. */
  function undo(...answers: readonly (Leftovers | null)[]) {
    const order: number[] = []
    const steps = answers.map((answer, index) => {
      if (answer === null) return { undo: null }
      const undo = async () => {
        order.push(index)
        return answer
      }
      return { undo }
    })
    const record = reopenRecord('/nowhere', deployRecord())
    return undoSteps(steps, record, fakeRunContext().context, options).then(found => ({ found, order }))
  }

  test('starts with the last step, and passes over those that create nothing', async () => {
    expect(await undo([left('a')], null, [left('b')])).toEqual({
      found: [left('b'), left('a')],
      order: [2, 0],
    })
  })

  test('ends with an unknown result when one step could not look, and undoes the others', async () => {
    expect(await undo([], undefined, [left('b')])).toEqual({ found: undefined, order: [2, 1, 0] })
  })
})

describe('an earlier run', () => {
  let records = ''
  beforeEach(async () => {
    records = await mkdtemp(join(tmpdir(), 'undo-'))
  })
  afterEach(() => rm(records, { recursive: true }))

  const removesChangeSet: Undo<DeployRecord, RunContext> = async record => {
    await record.update({ changeSet: null })
    return []
  }

  /** Its record after the undo, on a machine with these processes. */
  async function recordAfter(found: DeployRecord, undo: typeof removesChangeSet, processes = machine({})) {
    const { context } = fakeRunContext()
    await writeRecord(records, found)
    const past = await readRecords(records, 'deploy', context.fileSystem)
    await undoEarlierRuns([{ undo }], past, records, { ...context, processes })
    return (await readRecords(records, 'deploy', context.fileSystem))[0]
  }

  test('that died is undone from its record, which then says that the run failed', async () => {
    expect(await recordAfter(deployRecord({ changeSet: 'one' }), removesChangeSet)).toMatchObject({
      changeSet: null,
      outcome: 'failed',
    })
  })

  test('that ended, but left something, keeps its outcome', async () => {
    const ended = deployRecord({ changeSet: 'one', outcome: 'planned' })
    expect(await recordAfter(ended, removesChangeSet)).toMatchObject({ changeSet: null, outcome: 'planned' })
  })

  test('that is still in progress is left alone', async () => {
    const alive = machine({ 10: 'boot:100' })
    expect(await recordAfter(deployRecord({ changeSet: 'one' }), removesChangeSet, alive)).toMatchObject({
      changeSet: 'one',
      outcome: 'running',
    })
  })

  test('whose undo leaves something is tried again by the next run', async () => {
    const keeps = async () => [left('one')]
    expect(await recordAfter(deployRecord({ changeSet: 'one' }), keeps)).toMatchObject({
      changeSet: 'one',
      outcome: 'running',
    })
  })
})
