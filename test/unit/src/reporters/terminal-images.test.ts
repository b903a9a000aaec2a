import { Writable } from 'node:stream'
import xterm from '@xterm/headless'
import { afterEach, expect, test, vi } from 'vitest'
import type { ToolEvent } from '#src/events/events.ts'
import { openScreen } from '#src/reporters/screen.ts'
import { terminalImagesReporter } from '#src/reporters/terminal-images.ts'

afterEach(() => {
  vi.useRealTimers()
})

/** The reporter on an emulated terminal; `screen` returns what a person sees. */
function open() {
  vi.useFakeTimers()
  const terminal = new xterm.Terminal({ cols: 80, rows: 24, convertEol: true, allowProposedApi: true })
  let written = ''
  const sink = new Writable({
    write(chunk, _, done) {
      written += chunk
      done()
    },
  })
  const stream = Object.assign(sink, { columns: 80, rows: 24, isTTY: true })
  const clock = { now: () => new Date(Date.now()), sleep: async () => undefined }
  const reporter = terminalImagesReporter(openScreen(stream), clock, (_, text) => text)
  async function screen(): Promise<string[]> {
    vi.useRealTimers()
    await new Promise<void>(resolve => terminal.write(written, resolve))
    const { active } = terminal.buffer
    const lines = Array.from({ length: 24 }, (_, row) => active.getLine(row)?.translateToString(true) ?? '')
    return lines.filter(line => line !== '')
  }
  return { reporter, screen }
}

const started = (image: string): ToolEvent => ({
  type: 'run-started',
  kind: 'bake',
  subject: image,
  runId: 'r',
  image,
  region: 'us-east-1',
  accountId: '1',
  identity: 'me',
  runFolder: '/r',
})

test('each image has one animated line, no wider than the terminal', async () => {
  const { reporter, screen } = open()
  for (const image of ['web', 'batch']) {
    reporter.report(started(image), image)
    reporter.report({ type: 'step-started', step: 'build', expectedSeconds: 90 }, image)
  }
  reporter.report({ type: 'step-progress', step: 'build', detail: '3/8 storage.sh' }, 'web')
  reporter.report({ type: 'step-progress', step: 'build', detail: 'x'.repeat(200) }, 'batch')
  vi.advanceTimersByTime(5_000)
  const lines = await screen()
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^. web {3} build {4}3\/8 storage\.sh +5 s, about 1 m 25 s left$/)
  expect(lines[1]).toMatch(/^. batch {2}build {4}x+$/)
  expect(lines[1]?.length).toBeLessThanOrEqual(80)
  reporter.close()
})

test('a finished image keeps one line', async () => {
  const { reporter, screen } = open()
  reporter.report(started('web'), 'web')
  const summary = 'ami-1 in us-east-1 is good'
  reporter.report({ type: 'step-finished', step: 'result', summary, durationSeconds: 1 }, 'web')
  reporter.report({ type: 'run-finished', outcome: 'baked', durationSeconds: 134 }, 'web')
  reporter.close()
  expect(await screen()).toContain('✔ web  baked after 2 m 14 s: ami-1 in us-east-1 is good')
})

test('a failed image names the step', async () => {
  const { reporter, screen } = open()
  reporter.report(started('web'), 'web')
  reporter.report({ type: 'step-started', step: 'build', expectedSeconds: null }, 'web')
  reporter.report({ type: 'step-progress', step: 'build', detail: '3/8 storage.sh' }, 'web')
  reporter.report({ type: 'step-failed', step: 'build', isInterrupted: false, durationSeconds: 3 }, 'web')
  reporter.report({ type: 'run-finished', outcome: 'failed', durationSeconds: 9 }, 'web')
  reporter.close()
  expect(await screen()).toContain('✘ web  failed after 9 s: build 3/8 storage.sh')
})

test('images that are done keep their place, whatever ends first', async () => {
  const { reporter, screen } = open()
  for (const image of ['web', 'batch', 'gpu']) reporter.report(started(image), image)
  for (const image of ['gpu', 'batch', 'web'])
    reporter.report({ type: 'run-finished', outcome: 'unchanged', durationSeconds: 1 }, image)
  reporter.close()
  const lines = await screen()
  expect(lines.map(line => /web|batch|gpu/.exec(line)?.[0])).toEqual(['web', 'batch', 'gpu'])
})

test.each([
  ['interrupted', '✘ web  interrupted'],
  ['unchanged', '✔ web  unchanged'],
] as const)('an image that is %s is marked so', async (outcome, line) => {
  const { reporter, screen } = open()
  reporter.report(started('web'), 'web')
  reporter.report({ type: 'run-finished', outcome, durationSeconds: 9 }, 'web')
  reporter.close()
  expect(await screen()).toContainEqual(expect.stringContaining(line))
})

test('a notice names its image if it has one', async () => {
  const { reporter, screen } = open()
  reporter.report({ type: 'notice', text: 'hello' }, 'web')
  reporter.report({ type: 'notice', text: 'hi' }, undefined)
  reporter.close()
  expect(await screen()).toEqual(['! web: hello', '! hi'])
})
