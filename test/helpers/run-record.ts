import type { RunRecord } from '#src/runs/run-record.ts'

/** A record of a run that began well and knows nothing else. */
export function runRecord(replaced: Partial<RunRecord> = {}): RunRecord {
  return {
    schemaVersion: 2,
    runId: '20261121-013000-a1b2',
    image: 'ecs',
    accountId: '1',
    region: 'us-east-1',
    endpoint: null,
    startedAt: '2026-11-21T01:30:00.000Z',
    outcome: 'running',
    stepSeconds: {},
    inputs: {},
    owner: { host: 'here', processId: 10, startMark: 'boot:100' },
    packer: null,
    regions: ['us-east-1'],
    amiName: null,
    created: [],
    leftovers: null,
    cleanedAt: null,
    ...replaced,
  }
}
