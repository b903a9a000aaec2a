import { describe, expect, test } from 'vitest'
import { expectedSeconds } from '#src/runs/expected.ts'
import type { BakeRecord, DeployRecord } from '#src/runs/record.ts'
import { deployRecord, runRecord } from '#test/helpers/run-record.ts'

describe('the expected duration of a step of a bake', () => {
  const build = { kind: 'bake', subject: 'ecs', accountId: '1', work: 'build' } as const

  function run(seconds: number, replaced: Partial<BakeRecord> = {}): BakeRecord {
    return runRecord({ outcome: 'baked', stepSeconds: { build: seconds }, ...replaced })
  }

  test('is the median of past bakes', () => {
    expect(expectedSeconds([run(300), run(100), run(200)], build)).toBe(200)
  })

  test('other images, other accounts and failed runs do not count', () => {
    const others = [run(1, { image: 'gpu' }), run(2, { accountId: '2' }), run(3, { outcome: 'failed' })]
    expect(expectedSeconds([...others, run(100)], build)).toBe(100)
  })

  test('is unknown without past bakes', () => {
    expect(expectedSeconds([], build)).toBeNull()
  })
})

describe('the expected duration of an operation on a stack', () => {
  const update = { kind: 'deploy', subject: 'fleet', accountId: '123456789012', work: 'update' } as const

  function run(seconds: number, replaced: Partial<DeployRecord> = {}): DeployRecord {
    const operation = { kind: 'update', seconds } as const
    return deployRecord({ accountId: '123456789012', operation, ...replaced })
  }

  test('the median of what the same change of the same stack took', () => {
    expect(expectedSeconds([run(10), run(300), run(20)], update)).toBe(20)
  })

  test('creations, other stacks, other accounts and bakes say nothing', () => {
    const others = [
      run(1, { operation: { kind: 'create', seconds: 1 } }),
      run(1, { operation: null }),
      run(1, { stackName: 'other' }),
      run(1, { accountId: '210987654321' }),
      runRecord({
        outcome: 'baked',
        image: 'fleet',
        accountId: '123456789012',
        stepSeconds: { update: 1 },
      }),
    ]
    expect(expectedSeconds(others, update)).toBeNull()
  })
})
