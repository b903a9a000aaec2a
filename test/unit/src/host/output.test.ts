import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import { openOutput } from '#src/host/output.ts'

let written = ''
let isTTY: boolean | undefined
beforeEach(() => {
  written = ''
  isTTY = process.stderr.isTTY
  process.stderr.isTTY = false
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    written += text
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.stderr.isTTY = isTTY ?? false
})

const clock = { now: () => new Date('2026-11-21T01:30:00Z'), sleep: async () => undefined }
const open = (settings: Partial<Parameters<typeof openOutput>[0]> = {}) =>
  openOutput({ version: '1', clock, eventsPath: undefined, severalImages: false, quiet: false, ...settings })
const error = new ToolError('NO_REGION', 'no region', { hint: 'Set one.' })
const notice = { type: 'notice', text: 'hello' } as const

describe('an error', () => {
  test('comes first when nothing was shown', async () => {
    ;(await open()).showError(error)
    expect(written).toMatch(/^\S.*NO_REGION/)
  })

  test('is separated from what was shown', async () => {
    const output = await open()
    output.emit(notice)
    output.showError(error)
    expect(written).toMatch(/hello\n\n.*NO_REGION/)
  })

  test('is shown without an empty line with --quiet, as nothing else is', async () => {
    const output = await open({ quiet: true })
    output.emit(notice)
    output.showError(error)
    expect(written).not.toContain('hello')
    expect(written).toMatch(/^\S.*NO_REGION/)
  })

  test('names what is left behind and where the log is', async () => {
    const leftover = { type: 'instance', id: 'i-1', region: 'us-east-1' } as const
    ;(await open()).showError(error, [leftover], '/p/.packer-ecs/runs/1')
    expect(written).toContain(
      '  left behind: instance i-1 in us-east-1\n  run folder: /p/.packer-ecs/runs/1\n',
    )
    written = ''
    ;(await open()).showError(error)
    expect(written).not.toMatch(/left behind|run folder/)
  })
})

test('an event names its image only when several share the display', async () => {
  ;(await open({ severalImages: true })).emitFor('ecs')(notice)
  expect(written).toContain('ecs')
  written = ''
  ;(await open()).emitFor('ecs')(notice)
  expect(written).not.toContain('ecs')
})

test('the events file always names the image', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'output-'))
  const eventsPath = join(folder, 'events')
  const output = await open({ eventsPath })
  output.emitFor('ecs')(notice)
  await output.close()
  expect(JSON.parse(await readFile(eventsPath, 'utf8'))).toMatchObject({ image: 'ecs', text: 'hello' })
  await rm(folder, { recursive: true })
})

test('a question is answered, and its error is passed on', async () => {
  const output = await open()
  expect(await output.still(async () => 3)).toBe(3)
  await expect(output.still(() => Promise.reject(error))).rejects.toBe(error)
})

test.each([
  ['a CI service', { CI: 'true', TERM: 'xterm' }],
  ['a terminal without cursor movement', { CI: '', TERM: 'dumb' }],
])('%s gets plain lines, also on a terminal', async (_, env) => {
  process.stderr.isTTY = true
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const output = await open()
  output.emit(notice)
  vi.unstubAllEnvs()
  expect(written).toBe('01:30:00 hello\n')
})

test.each([true, false])('a terminal gets animated lines (several images: %s)', async severalImages => {
  process.stderr.isTTY = true
  Object.assign(process.stderr, { columns: 80, rows: 24 })
  for (const [name, value] of Object.entries({ CI: '', TERM: 'xterm' })) vi.stubEnv(name, value)
  const output = await open({ severalImages })
  output.emit(notice)
  await output.close()
  vi.unstubAllEnvs()
  expect(written).toContain('hello')
  expect(written).not.toMatch(/^01:30:00 hello/)
})
