import { expect, test } from 'vitest'
import type { StackDescription } from '#src/aws/stack.ts'
import type { ToolError } from '#src/errors/tool-error.ts'
import { createSteps } from '#src/runs/steps.ts'
import { clearWay } from '#src/stacks/deploy/clear-way.ts'
import {
  description,
  type FakeCloudFormation,
  fakeCloudFormation,
} from '#test/helpers/fake-cloudformation.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'

/** Clears the way of a stack in that status; `change` replaces how CloudFormation ends the operation. */
async function clear(
  status: string,
  change: (cloudFormation: FakeCloudFormation) => void,
  settings: Partial<StackDescription> = {},
) {
  const cloudFormation = fakeCloudFormation(description(status, settings))
  change(cloudFormation)
  const { context, questions, events } = fakeContext(cloudFormation, { agrees: true, agreesInPerson: true })
  const steps = createSteps(context.emit, context.clock, () => null)
  const request = { stackName: 'fleet', runId: 'r', dryRun: false }
  const error = await clearWay(cloudFormation.stack, request, context, steps).then(
    () => undefined,
    (caught: ToolError) => caught,
  )
  const failed = events.filter(({ type }) => type === 'step-failed')
  return { error, questions, calls: cloudFormation.calls, failed }
}

test('a stack that CloudFormation cannot delete fails the step and names the resource', async () => {
  const { error, failed } = await clear('ROLLBACK_COMPLETE', cloudFormation => {
    cloudFormation.client.deleteStack = async (_, token) =>
      cloudFormation.play('DELETE_IN_PROGRESS', token, [
        ['Logs', 'DELETE_FAILED', 'in use'],
        ['fleet', 'DELETE_FAILED'],
      ])
  })
  expect(error).toMatchObject({
    code: 'STACK_NOT_DELETED',
    why: 'Logs: in use',
    hint: expect.stringMatching(/--retain-resources Logs$/),
  })
  expect(failed).toMatchObject([{ step: 'delete' }])
})

test('a rollback that fails again fails the step and names the resource to skip', async () => {
  const { error, failed } = await clear('UPDATE_ROLLBACK_FAILED', cloudFormation => {
    cloudFormation.client.continueRollback = async (_, token) =>
      cloudFormation.play('UPDATE_ROLLBACK_IN_PROGRESS', token, [
        ['Logs', 'UPDATE_FAILED', 'gone'],
        ['fleet', 'UPDATE_ROLLBACK_FAILED'],
      ])
  })
  expect(error).toMatchObject({
    code: 'STACK_STUCK',
    hint: expect.stringMatching(/--resources-to-skip Logs$/),
  })
  expect(failed).toMatchObject([{ step: 'rollback' }])
})

test('the protection of a stack that was never created is turned off before it is deleted', async () => {
  const { error, questions, calls } = await clear('ROLLBACK_COMPLETE', () => undefined, {
    terminationProtection: true,
  })
  expect(error).toBeUndefined()
  expect(questions).toEqual([expect.stringContaining('Its termination protection is turned off first')])
  expect(calls).toEqual(['unprotect', 'delete stack'])
})
