import { expect, test } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import type { DeployRecord } from '#src/runs/record.ts'
import { deployDocument } from '#src/stacks/deploy/document.ts'
import { runWatch } from '#src/stacks/deploy/watch-run.ts'
import { description, fakeCloudFormation, type Script } from '#test/helpers/fake-cloudformation.ts'
import { deployRecord } from '#test/helpers/run-record.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'

/** A watch that joins when the stack is in that status; the rest of the operation follows the script. */
async function join(status: string, script: Script, past: readonly DeployRecord[] = []) {
  const cloudFormation = fakeCloudFormation(description(status))
  const world = fakeContext(cloudFormation)
  cloudFormation.play(status, null, [])
  Object.assign(world.context.clock, {
    sleep: async () => {
      const [next, ...others] = script
      script = others
      if (next !== undefined) cloudFormation.play(next[1], null, [])
    },
  })
  const run = await runWatch({ stackName: 'fleet', stack: null, environment: null, past }, world.context)
  expect(() => deployDocument.parse(run.document)).not.toThrow()
  return { ...run, events: world.events }
}

test.each([
  ['a creation', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'created'],
  ['an update', 'UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE', 'updated'],
  ['a delete', 'DELETE_IN_PROGRESS', 'DELETE_COMPLETE', 'deleted'],
])('%s that is joined ends well as it ends', async (_, status, end, outcome) => {
  const { document, error } = await join(status, [['fleet', end]])
  expect(error).toBeUndefined()
  expect(document.outcome).toBe(outcome)
})

test('a rollback that is joined is none', async () => {
  const { document, error } = await join('UPDATE_ROLLBACK_IN_PROGRESS', [
    ['fleet', 'UPDATE_ROLLBACK_COMPLETE'],
  ])
  expect({ outcome: document.outcome, exit: error?.exitStatus }).toEqual({ outcome: 'rolledBack', exit: 1 })
})

test('a delete that comes in between is told', async () => {
  const { error } = await join('UPDATE_IN_PROGRESS', [
    ['fleet', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'],
    ['fleet', 'DELETE_COMPLETE'],
  ])
  expect(error?.code).toBe('STACK_GONE')
})

test('a draft is not waited for', async () => {
  const { error } = await join('REVIEW_IN_PROGRESS', [])
  expect(error?.code).toBe('STACK_IN_REVIEW')
})

test.each([
  ['UPDATE_IN_PROGRESS', 90],
  ['UPDATE_ROLLBACK_IN_PROGRESS', null],
])('how long %s takes is known from the deploys of this project, or not', async (status, expectedSeconds) => {
  const deploy = (kind: 'create' | 'update', seconds: number) =>
    deployRecord({ accountId: '123456789012', operation: { kind, seconds } })
  const past = [deploy('create', 300), deploy('update', 90)]
  const { events } = await join(status, [['fleet', status.replace('IN_PROGRESS', 'COMPLETE')]], past)
  expect(events).toContainEqual(expect.objectContaining({ type: 'step-started', expectedSeconds }))
})

test('a stack that does not exist is an error', async () => {
  const { context } = fakeContext(fakeCloudFormation(undefined))
  const request = { stackName: 'fleet', stack: null, environment: null, past: [] }
  const { document, error } = await runWatch(request, context)
  expect({ outcome: document.outcome, code: error?.code }).toEqual({
    outcome: 'failed',
    code: 'STACK_NOT_FOUND',
  })
})

test('a watch that AWS no longer answers ends, although the operation continues', async () => {
  const cloudFormation = fakeCloudFormation(description('UPDATE_IN_PROGRESS'))
  const refused = new ToolError('ACCESS_DENIED', 'no', { hint: '' })
  cloudFormation.client.events = () => Promise.reject(refused)
  const { context } = fakeContext(cloudFormation)
  const request = { stackName: 'fleet', stack: null, environment: null, past: [] }
  const { error } = await runWatch(request, context)
  expect(error).toMatchObject({ code: 'WATCH_LOST', cause: refused })
})
