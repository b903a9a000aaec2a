import { describe, expect, test } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import { noProgress } from '#src/stacks/deploy/document.ts'
import { assertDone, DetachedError, outcomeOf } from '#src/stacks/deploy/failure.ts'
import type { ExplainedCause } from '#src/stacks/watch/evidence.ts'
import type { Watched } from '#src/stacks/watch/watch.ts'

const verdict = { stage: 'agent', reason: 'no route', cluster: 'web', lastLines: [] }

function cause(settings: Partial<ExplainedCause> = {}): ExplainedCause {
  return {
    resource: 'Group',
    type: 'AWS::AutoScaling::AutoScalingGroup',
    reason: 'received 0 of 1 signals',
    instanceId: null,
    verdict: null,
    log: ['the last line'],
    hint: 'Open the network.',
    code: null,
    ...settings,
  }
}

function end(settings: Partial<Watched>) {
  const progress = noProgress()
  const watched: Watched = {
    phase: 'failed',
    status: 'UPDATE_FAILED',
    rootCause: null,
    isCanceled: false,
    services: [],
    hopeless: null,
    period: null,
    ...settings,
  }
  try {
    assertDone(watched, 'fleet', progress)
    return { progress, error: undefined, outcome: undefined }
  } catch (error) {
    if (!(error instanceof ToolError)) throw error
    return { progress, error, outcome: outcomeOf(error, progress) }
  }
}

test('an operation that is done is no failure', () => {
  expect(end({ phase: 'done', status: 'UPDATE_COMPLETE' })).toMatchObject({
    error: undefined,
    progress: { end: null, rootCause: null },
  })
})

test('an update that the person canceled is an interruption, not a failure', () => {
  const { error, outcome } = end({ phase: 'rolledBack', isCanceled: true })
  expect(error).toMatchObject({ code: 'INTERRUPTED', exitStatus: 130 })
  expect(error?.message).toContain('you canceled the update of fleet')
  expect(outcome).toBe('rolledBack')
})

test.each([
  ['rolledBack', 'STACK_ROLLED_BACK', 'rolledBack'],
  ['failed', 'STACK_FAILED', 'failed'],
  ['deleted', 'STACK_GONE', 'failed'],
  ['detached', 'INTERRUPTED', 'detached'],
] as const)('a watch that ends as %s is the error %s and the outcome %s', (phase, code, outcome) => {
  expect(end({ phase })).toMatchObject({ error: { code }, outcome })
})

test('an error before the operation is a failure; a watch that was left is not', () => {
  expect(outcomeOf(new ToolError('X', 'x', { hint: '' }), noProgress())).toBe('failed')
  expect(outcomeOf(new DetachedError('fleet'), noProgress())).toBe('detached')
})

test('without a root cause, the error says that CloudFormation gives no reason', () => {
  expect(end({}).error?.message).toBe('fleet ended in UPDATE_FAILED, and CloudFormation gives no reason')
})

test('the root cause is in the error and in the document', () => {
  const rootCause = cause()
  const { error, progress } = end({ phase: 'rolledBack', rootCause })
  expect(error).toMatchObject({
    message: 'fleet was rolled back: Group (AWS::AutoScaling::AutoScalingGroup): received 0 of 1 signals',
    hint: 'Open the network.',
    details: ['the last line'],
  })
  expect(progress.rootCause).toBe(rootCause)
})

test('a stack that is stuck is recovered by the next deploy', () => {
  expect(end({ status: 'UPDATE_ROLLBACK_FAILED', rootCause: cause() }).error?.hint).toBe(
    'Open the network. The next deploy offers to recover the stack from UPDATE_ROLLBACK_FAILED.',
  )
})

describe('why it failed', () => {
  test.each<[string, Partial<ExplainedCause>, string]>([
    ['a resource that is no instance', {}, ''],
    ['a verdict of an unknown instance', { verdict: { ...verdict, result: 'failed' } }, ''],
    [
      'an instance without a verdict',
      { instanceId: 'i-1' },
      'Instance i-1 did not report how its first run ended.',
    ],
    [
      'a first run that failed',
      { instanceId: 'i-1', verdict: { ...verdict, result: 'failed' } },
      'The first run of i-1 failed at agent: no route',
    ],
    [
      'a first run that joined',
      { instanceId: 'i-1', verdict: { ...verdict, result: 'joined' } },
      'The first run of i-1 reports that it joined the cluster: no route',
    ],
  ])('%s', (_, settings, why) => {
    expect(end({ rootCause: cause(settings) }).error?.why).toBe(why)
  })
})

test('the instance of a task of a service has no first run to explain', () => {
  const rootCause = cause({ type: 'AWS::ECS::Service', instanceId: 'i-1', code: 'OUT_OF_MEMORY' })
  expect(end({ phase: 'rolledBack', rootCause }).error).toMatchObject({ why: '' })
})
