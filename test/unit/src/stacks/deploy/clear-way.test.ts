import { expect, test } from 'vitest'
import { createSteps } from '#src/runs/steps.ts'
import { clearWay } from '#src/stacks/deploy/clear-way.ts'
import {
  description,
  type FakeCloudFormation,
  fakeCloudFormation,
} from '#test/helpers/fake-cloudformation.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'

/** Clears the way of a stack in that status; `change` replaces how CloudFormation ends the operation. */
function clear(status: string, change: (cloudFormation: FakeCloudFormation) => void) {
  const cloudFormation = fakeCloudFormation(description(status))
  change(cloudFormation)
  const { context } = fakeContext(cloudFormation, { agrees: true, agreesInPerson: true })
  const steps = createSteps(context.emit, context.clock, () => null)
  return clearWay(cloudFormation.stack, { stackName: 'fleet', runId: 'r', dryRun: false }, context, steps)
}

test('a stack that CloudFormation cannot delete is an error', async () => {
  const cleared = clear('ROLLBACK_COMPLETE', cloudFormation => {
    cloudFormation.client.deleteStack = async (_, token) =>
      cloudFormation.play('DELETE_IN_PROGRESS', token, [['fleet', 'DELETE_FAILED']])
  })
  await expect(cleared).rejects.toMatchObject({ code: 'STACK_NOT_DELETED' })
})

test('a rollback that fails again is an error', async () => {
  const cleared = clear('UPDATE_ROLLBACK_FAILED', cloudFormation => {
    cloudFormation.client.continueRollback = async (_, token) =>
      cloudFormation.play('UPDATE_ROLLBACK_IN_PROGRESS', token, [['fleet', 'UPDATE_ROLLBACK_FAILED']])
  })
  await expect(cleared).rejects.toMatchObject({ code: 'STACK_STUCK' })
})
