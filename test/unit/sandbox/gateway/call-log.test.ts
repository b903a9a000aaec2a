import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type Call, callLogFile, createCallLog, readCalls } from '#sandbox/gateway/call-log.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'calls-'))
})
afterEach(() => rm(folder, { recursive: true }))

const call: Call = {
  time: '2026-11-21T00:00:00.000Z',
  service: 'ec2',
  action: 'RunInstances',
  region: 'us-east-1',
  parameters: { ImageId: 'ami-1' },
  accessKeyId: null,
  source: '10.0.0.254',
  status: 200,
  errorCode: null,
  durationMilliseconds: 3,
}

test('calls are read in the order of the log', async () => {
  const record = createCallLog(folder)
  record(call)
  record({ ...call, action: 'CreateImage' })
  await vi.waitFor(async () => expect(await readCalls(folder)).toHaveLength(2), 10_000)
  expect(await readCalls(folder)).toEqual([call, { ...call, action: 'CreateImage' }])
})

test('an incomplete line is ignored', async () => {
  await appendFile(callLogFile(folder), `${JSON.stringify(call)}\n{"time":`)
  expect(await readCalls(folder)).toEqual([call])
})

test('without a record there are no calls', async () => {
  expect(await readCalls(join(folder, 'absent'))).toEqual([])
})
