import type { BakeRecord, DeployRecord } from '#src/runs/record.ts'

const common = {
  schemaVersion: 2,
  project: null,
  accountId: '1',
  region: 'us-east-1',
  endpoint: null,
  startedAt: '2026-11-21T01:30:00.000Z',
  outcome: 'running',
  stepSeconds: {},
  leftovers: null,
  owner: { host: 'here', processId: 10, startMark: 'boot:100' },
} as const

/** The record of a bake that has just started. */
export function runRecord(replaced: Partial<BakeRecord> = {}): BakeRecord {
  return {
    ...common,
    kind: 'bake',
    runId: '20261121-013000-a1b2',
    image: 'ecs',
    inputs: {},
    settings: {},
    packer: null,
    regions: ['us-east-1'],
    spot: false,
    amiName: null,
    created: [],
    cleanedAt: null,
    ...replaced,
  }
}

/** The record of a deploy that has just started. */
export function deployRecord(replaced: Partial<DeployRecord> = {}): DeployRecord {
  return {
    ...common,
    kind: 'deploy',
    runId: '20261121-014500-c3d4',
    stackName: 'fleet',
    changeSet: null,
    operation: null,
    ...replaced,
  }
}
