import { channel } from 'node:diagnostics_channel'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { debug, listenForDebug } from '#src/host/debug.ts'

let written = ''
beforeEach(() => {
  written = ''
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    written += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

test('nothing is printed without --debug; with it, every AWS call and every line without secrets', () => {
  debug('before')
  expect(written).toBe('')
  listenForDebug()
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'hunter22hunter22')
  vi.stubEnv('SOME_TOKEN', 'short')
  debug('first hunter22hunter22\nshort')
  expect(written).toMatch(/^· first (?!hunter22).*\n· short\n$/)

  written = ''
  const calls = channel('packer-ecs:aws-call')
  const call = { clientName: 'EC2Client', commandName: 'RunInstancesCommand' }
  calls.publish({ ...call, metadata: { httpStatusCode: 200, requestId: 'r-1', attempts: 1 } })
  calls.publish({
    ...call,
    error: Object.assign(new Error('slow down'), { name: 'Throttling' }),
    metadata: { requestId: 'r-2', attempts: 3 },
  })
  expect(written).toBe(
    '· call EC2Client RunInstancesCommand: 200, request r-1\n· call EC2Client RunInstancesCommand: Throttling: slow down, 3 attempts, request r-2\n',
  )
})
