import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { run } from '#src/commands/clean/run.ts'
import { stateFolder } from '#src/host/places.ts'
import { files } from '#src/host/system.ts'
import { createRecordsFolder, recordsFolder, writeRecord } from '#src/runs/record-file.ts'
import { fakeInstance, fakeRegion } from '#test/helpers/fake-region.ts'
import { runRecord } from '#test/helpers/run-record.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'clean-'))
  vi.stubEnv('XDG_STATE_HOME', root)
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await rm(root, { recursive: true })
})

/** What `clean --yes` deletes when a dead run of that account and endpoint recorded its key pair. */
async function deleted(accountId: string, endpoint: string | null): Promise<readonly string[]> {
  const folder = recordsFolder(stateFolder(), '/project')
  await createRecordsFolder(folder, files)
  const owner = { host: 'elsewhere', processId: 7, startMark: 'boot:7' }
  const runId = '20261121-013000-a1b2'
  const keyName = 'packer_01234567-89ab-cdef-0123-456789abcdef'
  const created = [{ kind: 'key-pair', id: keyName }] as const
  await writeRecord(folder, runRecord({ runId, accountId, endpoint, owner, created, outcome: 'failed' }))
  const region = fakeRegion({
    instances: [fakeInstance('i-0123456789abcdef0', { keyName, tags: { 'packer-ecs:run': runId } })],
  })
  const aws = {
    region: 'us-east-1',
    endpoint: null,
    caller: async () => ({ accountId: '1' }),
    clients: { ec2: async () => region.ec2, iam: async () => region.iam },
  }
  await run({
    options: { yes: true, run: runId },
    projectFolder: '/project',
    note: () => undefined,
    projectIfAny: async () => undefined,
    connect: async () => aws,
  } as unknown as Parameters<typeof run>[0])
  return region.removed
}

test('only records of this account and endpoint count as proof', async () => {
  expect(await deleted('1', null)).toEqual(['instance i-0123456789abcdef0'])
  expect(await deleted('2', null)).toEqual([])
  expect(await deleted('1', 'http://10.96.41.1')).toEqual([])
})
