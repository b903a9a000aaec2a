import { expect, test } from 'vitest'
import { type DeployRecord, expectedOperationSeconds } from '#src/runs/deploy-record.ts'

const subject = { stackName: 'fleet', accountId: '123456789012', kind: 'update' as const }

function record(seconds: number, settings: Partial<DeployRecord> = {}): DeployRecord {
  return {
    stackName: 'fleet',
    accountId: '123456789012',
    operation: { kind: 'update', seconds },
    ...settings,
  } as DeployRecord
}

test('the median of what the same change of the same stack took', () => {
  expect(expectedOperationSeconds([record(10), record(300), record(20)], subject)).toBe(20)
})

test('creations, other stacks and other accounts say nothing', () => {
  const others = [
    record(1, { operation: { kind: 'create', seconds: 1 } }),
    record(1, { operation: null }),
    record(1, { stackName: 'other' }),
    record(1, { accountId: '210987654321' }),
  ]
  expect(expectedOperationSeconds(others, subject)).toBeNull()
})
