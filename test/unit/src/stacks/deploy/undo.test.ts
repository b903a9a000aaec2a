import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StackDescription } from '#src/aws/stack.ts'
import { reopenRecord } from '#src/runs/record-keeper.ts'
import { undoPlan } from '#src/stacks/deploy/undo.ts'
import { description, fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { deployRecord } from '#test/helpers/run-record.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'

const own = 'packer-ecs-20261121-014500-c3d4'
let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'undo-plan-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Undoes the plan of a run whose record names the change set. */
async function undo(
  stack: StackDescription | undefined,
  changeSets: readonly string[],
  { changeSet = own, client = {} }: { changeSet?: string | null; client?: object } = {},
) {
  const cloudFormation = fakeCloudFormation(stack)
  for (const name of changeSets) cloudFormation.changeSets.set(name, { name } as never)
  Object.assign(cloudFormation.client, client)
  const { context, notices } = fakeContext(cloudFormation)
  const keeper = reopenRecord(folder, deployRecord({ changeSet }))
  const left = await undoPlan(keeper, context, { remove: true, patienceSeconds: 600 })
  return { calls: cloudFormation.calls, left, notices: notices(), kept: keeper.record.changeSet }
}

test('the change set of the run is deleted, and the record forgets it', async () => {
  const { calls, left, kept } = await undo(description('UPDATE_COMPLETE'), ['theirs', own])
  expect({ calls, left, kept }).toEqual({ calls: ['delete change set'], left: [], kept: null })
})

test('the empty stack that was created for it is deleted with it', async () => {
  expect((await undo(description('REVIEW_IN_PROGRESS'), [own])).calls).toEqual(['delete stack'])
})

test('an empty stack in which another change set waits is kept', async () => {
  const { calls } = await undo(description('REVIEW_IN_PROGRESS'), [own, 'theirs'])
  expect(calls).toEqual(['delete change set'])
})

test('a stack that has resources is never deleted', async () => {
  expect((await undo(description('CREATE_COMPLETE'), [own])).calls).toEqual(['delete change set'])
})

test('a change set that no longer exists is not deleted again', async () => {
  expect(await undo(description('UPDATE_COMPLETE'), ['theirs'])).toMatchObject({ calls: [], kept: null })
})

test('a stack that no longer exists has nothing to delete', async () => {
  expect(await undo(undefined, [])).toMatchObject({ calls: [], left: [], kept: null })
})

test('a run that created no change set deletes nothing', async () => {
  expect(await undo(description('REVIEW_IN_PROGRESS'), [own], { changeSet: null })).toMatchObject({
    calls: [],
    left: [],
  })
})

test('a failure is reported, and the record still names the change set', async () => {
  const deleteChangeSet = async () => {
    throw new Error('throttled')
  }
  const { left, notices, kept } = await undo(description('UPDATE_COMPLETE'), [own], {
    client: { deleteChangeSet },
  })
  expect(left).toEqual([{ region: 'us-east-1', type: 'change-set', id: own }])
  expect(notices).toEqual([`cannot delete the change set ${own} of fleet: throttled`])
  expect(kept).toBe(own)
})
