import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { noticeUnfinished } from '#src/connect/notice-unfinished.ts'
import { stateFolder } from '#src/host/places.ts'
import { files } from '#src/host/system.ts'
import type { BakeRecord } from '#src/runs/record.ts'
import { createRecordsFolder, recordsFolder, writeRecord } from '#src/runs/record-file.ts'
import { runRecord } from '#test/helpers/run-record.ts'

let project = ''
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'unfinished-'))
  vi.stubEnv('XDG_STATE_HOME', join(project, 'state'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(project, { recursive: true })
})

/** The notices about a bake with this record, and how often AWS was asked for the account. */
async function notices(record: Partial<BakeRecord>) {
  const found = runRecord(record)
  const folder = recordsFolder(stateFolder(), project)
  await createRecordsFolder(folder, files)
  await writeRecord(folder, found)
  const seen = { notices: [] as string[], calls: 0 }
  const caller = async () => {
    seen.calls += 1
    return { accountId: '1', arn: '', name: '', partition: 'aws' }
  }
  await noticeUnfinished({ folder: project, name: 'shop' }, { endpoint: null, caller }, text =>
    seen.notices.push(text),
  )
  return seen
}

const told = { notices: [expect.stringContaining('packer-ecs clean --run 20261121-013000-a1b2')], calls: 1 }
const silent = { notices: [], calls: 0 }

test('a bake that left resources is reported', async () => {
  expect(await notices({ outcome: 'failed', leftovers: true })).toEqual(told)
})

test('a bake of another account is not reported', async () => {
  expect(await notices({ outcome: 'failed', leftovers: true, accountId: '2' })).toMatchObject({ notices: [] })
})

test.each<[string, Partial<BakeRecord>]>([
  ['is of another project in the same folder', { outcome: 'failed', leftovers: true, project: 'billing' }],
  ['left nothing', { outcome: 'baked', leftovers: false }],
  ['may have left something, if that is unknown', { outcome: 'failed', leftovers: null }],
  ['was cleaned up', { outcome: 'failed', leftovers: true, cleanedAt: '2026-11-21T02:00:00.000Z' }],
  ['used another endpoint', { outcome: 'failed', leftovers: true, endpoint: 'http://127.0.0.1:1' }],
])('AWS is not called for a bake that %s', async (_, record) => {
  expect(await notices(record)).toEqual(silent)
})
