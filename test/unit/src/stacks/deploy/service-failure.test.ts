import { describe, expect, test } from 'vitest'
import { hopelessFailure, serviceFailure } from '#src/stacks/deploy/service-failure.ts'
import { withVerification } from '#src/stacks/deploy/verified-service.ts'
import { causeOf } from '#src/stacks/services/causes.ts'
import type { PlannedService } from '#src/stacks/services/planned-service.ts'
import type { ServiceOutcome } from '#src/stacks/services/verdict.ts'
import { symptom } from '#test/unit/src/stacks/services/symptoms.ts'

const exited = causeOf(
  symptom('Essential container in task exited', { exit: { container: 'app', code: 1 }, log: ['boom'] }),
)

function failure(given: Partial<ServiceOutcome>) {
  const outcome: ServiceOutcome = {
    name: 'web',
    logicalId: 'Service',
    taskDefinition: 'web:12',
    state: { kind: 'steady' },
    cause: null,
    ...given,
  }
  return serviceFailure([outcome], 'shop', 'UPDATE_COMPLETE')
}

describe('after a complete operation', () => {
  test('a steady service is no failure, nor is one without a deployment', () => {
    expect(failure({})).toBeUndefined()
    expect(failure({ state: { kind: 'none' } })).toBeUndefined()
  })

  test('a service that could not be verified is no failure', () => {
    expect(failure({ state: { kind: 'unknown', reason: 'denied' } })).toBeUndefined()
  })

  test('a rollback names the reason of the first task, its log and the remedy', () => {
    const state = {
      kind: 'failed',
      reason: 'ECS deployment circuit breaker: tasks failed to start.',
    } as const
    expect(failure({ state, cause: exited })).toMatchObject({
      code: 'SERVICE_ROLLED_BACK',
      exitStatus: 1,
      message: 'the deployment of service web failed: container app exited with status 1',
      details: ['boom'],
      hint: exited.hint,
    })
  })

  test("a rollback without a task has ECS's reason", () => {
    const state = { kind: 'failed', reason: 'an alarm' } as const
    expect(failure({ state })?.message).toBe('the deployment of service web failed: an alarm')
  })

  test('a service that runs another version names both', () => {
    const state = { kind: 'replaced', taskDefinition: 'arn:aws:ecs:r:1:task-definition/web:13' } as const
    expect(failure({ state })).toMatchObject({
      code: 'SERVICE_NOT_DEPLOYED',
      message: 'service web runs web:13 and not web:12',
    })
  })

  test('a service that is never steady is a failure', () => {
    expect(failure({ state: { kind: 'running' } })).toMatchObject({ code: 'SERVICE_NOT_STEADY' })
  })
})

test.each([
  ['steady', { kind: 'steady' }, { isVerified: true }],
  ['not known', { kind: 'unknown', reason: 'denied' }, { isVerified: false }],
  ['without a deployment', { kind: 'none' }, {}],
] as const)('the document of a service that is %s says whether it is verified', (_, state, expected) => {
  const planned: PlannedService = {
    logicalId: 'Service',
    name: null,
    action: 'change',
    images: [],
    changes: [],
    rollout: '',
  }
  const outcome = { name: 'web', logicalId: 'Service', taskDefinition: 'web:12', state, cause: null }
  expect(withVerification([planned], [outcome])).toEqual([{ ...planned, ...expected }])
})

describe('a hopeless deployment', () => {
  const service = { name: 'web', failed: 3, cause: exited, hasBreaker: false }

  test('has the code of its cause, and the command that ends the update', () => {
    expect(hopelessFailure(service, 'shop', 'UPDATE_IN_PROGRESS')).toMatchObject({
      code: 'CONTAINER_EXITED',
      exitStatus: 1,
      message:
        'the deployment of web cannot succeed: 3 tasks failed and none became healthy (container app exited with status 1)',
      hint: expect.stringMatching(/aws cloudformation cancel-update-stack --stack-name shop$/),
    })
  })

  test('of a creation has the command that deletes the stack', () => {
    const { hint } = hopelessFailure({ ...service, cause: null }, 'shop', 'CREATE_IN_PROGRESS')
    expect(hint).toBe('To end the operation: aws cloudformation delete-stack --stack-name shop')
  })
})
