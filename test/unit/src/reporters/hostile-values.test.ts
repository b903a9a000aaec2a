import { readdir, readFile } from 'node:fs/promises'
import { Writable } from 'node:stream'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ConfigurationError, type Fault } from '#src/errors/fault.ts'
import { ToolError } from '#src/errors/tool-error.ts'
import { tagKeys } from '#src/images/tags.ts'
import { channelsText, historyText, promotionText, rollbackText } from '#src/reporters/channels-text.ts'
import { proposalText } from '#src/reporters/clean-text.ts'
import { doctorText } from '#src/reporters/doctor-text.ts'
import { imagesTable } from '#src/reporters/images-table.ts'
import { leaving, writeText } from '#src/reporters/leave.ts'
import { type Paint, painter } from '#src/reporters/paint.ts'
import { plainReporter } from '#src/reporters/plain.ts'
import { planText } from '#src/reporters/plan-text.ts'
import { type Reporter, withPlainValues } from '#src/reporters/reporter.ts'
import { openScreen } from '#src/reporters/screen.ts'
import { statusText } from '#src/reporters/status-text.ts'
import { terminalReporter } from '#src/reporters/terminal.ts'
import { terminalImagesReporter } from '#src/reporters/terminal-images.ts'
import { errorText } from '#src/reporters/text.ts'
import { whoamiText } from '#src/reporters/whoami-text.ts'
import { toDeployedAmi } from '#src/stacks/ami/deployed-ami.ts'
import type { AmiRecord } from '#src/state/ami-record.ts'
import { dangersIn, hostileText } from '#test/helpers/hostile.ts'
import { image } from '#test/unit/src/stacks/image.ts'
import { events } from './hostile-events.ts'

const clock = { now: () => new Date('2026-11-21T12:00:05Z'), sleep: async () => undefined }
const step = 'build' as const
const text = hostileText
const reporters: Readonly<Record<string, (stream: TestStream, paint: Paint) => Reporter>> = {
  plain: (stream, paint) => plainReporter(part => writeText(stream, part), clock, paint),
  terminal: (stream, paint) => terminalReporter(openScreen(stream), clock, '1.0.0', paint),
  'terminal-images': (stream, paint) => terminalImagesReporter(openScreen(stream), clock, paint),
}

const ami = (value: string) =>
  toDeployedAmi(
    value,
    image({
      name: value,
      createdAt: new Date(0),
      tags: { 'packer-ecs:image': value, 'packer-ecs:release': value },
    }),
  )

/** Every value that the text shows, by the file of the renderer. */
const texts: Readonly<Record<string, (value: string, paint: Paint) => string>> = {
  'channels-text': (value, paint) => {
    const found = image({ imageId: value, name: value, tags: { [tagKeys.release]: value } })
    const record = { verdict: null } as unknown as AmiRecord
    const planned = {
      image: value,
      channel: value,
      to: { found, record },
      pointer: { imageId: `${value}-2`, value, version: 1 },
      reason: value,
    }
    const channel = {
      imageId: value,
      version: 1,
      verdict: null,
      isRejected: false,
      interrupted: value,
      stacks: [value],
    }
    const entry = { at: value, what: 'promoted' as const, imageId: value, channel: value, from: value }
    return [
      promotionText({ ...planned, previous: found, isResumed: true, isDone: false }, clock.now(), paint),
      promotionText(
        {
          ...planned,
          pointer: { imageId: null, value, version: 1 },
          previous: undefined,
          isResumed: false,
          isDone: false,
        },
        clock.now(),
        paint,
      ),
      rollbackText(
        { ...planned, left: { imageId: value, found }, rejects: true, notices: [value] },
        clock.now(),
        paint,
      ),
      channelsText(
        [{ image: value, channels: { [value]: channel } }],
        { until: value, by: value, reason: value },
        paint,
      ),
      historyText([{ ...entry, by: value, reason: value, verdict: null, isComplete: false }], paint),
    ].join('')
  },
  'clean-text': (value, paint) => {
    const item = { runId: value, region: value, type: value, id: value }
    return proposalText(
      {
        removals: [{ ...item, proof: value }],
        kept: [{ ...item, why: value }],
        skipped: [{ runId: value, why: value }],
        orphans: [{ runId: value, record: undefined }],
      },
      paint,
    )
  },
  'doctor-text': (value, paint) => {
    const error = { code: 'A_CODE', message: value, why: value, hint: value, details: [value] }
    const check = { name: 'aws', needed: true, skippedFor: null }
    return doctorText(
      [
        { ...check, ok: true, found: value, error: null },
        { ...check, ok: false, found: null, error },
      ],
      paint,
    )
  },
  'images-table': (value, paint) =>
    imagesTable(
      [
        {
          image: value,
          project: value,
          imageId: value,
          name: value,
          createdAt: '2026-11-20T12:00:00Z',
          release: value,
          agentVersion: value,
          dockerVersion: value,
          kernel: value,
          bakeKey: value,
          runId: value,
          state: value,
          size: 1,
        },
      ],
      clock.now(),
      paint,
      70,
    ),
  'plan-text': (value, paint) =>
    planText(
      {
        kind: 'update',
        stackName: value,
        parameters: [{ name: value, before: value, after: value }],
        ami: { parameter: 'Ami', before: ami(value), after: ami(`${value}x`) },
        changes: [
          {
            action: 'change',
            logicalId: value,
            physicalId: value,
            type: value,
            properties: [{ path: value, before: value, after: value }],
            meaning: value,
            isDestructive: true,
          },
        ],
        services: [
          {
            logicalId: value,
            name: value,
            action: 'change',
            images: [
              {
                container: value,
                before: { name: value, digest: value, pushedAt: null, notChecked: value },
                after: { name: value, digest: value, pushedAt: value, notChecked: null },
              },
            ],
            changes: [{ what: value, before: value, after: value }],
            rollout: value,
          },
        ],
        warnings: [value],
      },
      clock.now(),
      paint,
    ),
  'status-text': (value, paint) =>
    statusText(
      [
        {
          stack: value,
          environment: value,
          stackName: value,
          stackId: value,
          state: value,
          changedAt: '2026-11-20T12:00:00Z',
          channel: value,
          services: [
            {
              name: value,
              state: value,
              desired: 2,
              running: 1,
              pending: 1,
              taskDefinition: value,
              images: [{ container: value, image: value }],
              deployment: value,
            },
          ],
          instances: [
            {
              instanceId: value,
              state: value,
              launchedAt: '2026-11-20T12:00:00Z',
              ami: ami(value),
              behind: null,
              channelImageId: `${value}-2`,
              container: { status: value, agentConnected: true, agentVersion: value, runningTasks: 1 },
            },
          ],
        },
      ],
      clock.now(),
      paint,
    ),
  'whoami-text': (value, paint) => {
    void paint
    const mfa = { serial: value, until: null }
    return whoamiText(
      { accountId: value, arn: value, role: value, region: value, until: null, mfa },
      clock.now(),
    )
  },
}

beforeEach(() => {
  vi.stubEnv('FORCE_COLOR', '1')
  vi.useFakeTimers()
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.useRealTimers()
})

class TestStream extends Writable {
  written = ''
  readonly rows = 24
  readonly columns: number

  constructor(columns: number) {
    super()
    this.columns = columns
  }

  override _write(chunk: Buffer, _: unknown, done: () => void): void {
    this.written += chunk
    done()
  }
}

describe.each(Object.entries(reporters))('the reporter %s', (_, open) => {
  test.each(Object.entries(events))('shows nothing dangerous of an event %s', (_, event) => {
    fc.assert(
      fc.property(event, text, fc.constantFrom(40, 120), (event, image, columns) => {
        const stream = new TestStream(columns)
        const reporter = withPlainValues(open(stream, painter(process.stderr)))
        reporter.report(
          {
            type: 'run-started',
            kind: 'bake',
            subject: 'web',
            runId: 'r',
            region: 'r',
            accountId: '1',
            identity: 'me',
            runFolder: 'f',
          },
          'web',
        )
        reporter.report({ type: 'step-started', step, expectedSeconds: null }, 'web')
        reporter.report(event, event.type === 'run-started' ? image : 'web')
        vi.advanceTimersByTime(200)
        reporter.close()
        expect(dangersIn(withoutOwnCodes(stream.written))).toEqual([])
      }),
      { numRuns: 60 },
    )
  })
})

describe.each(Object.entries(texts))('%s', (_, render) => {
  test('shows nothing dangerous of its values', () => {
    fc.assert(
      fc.property(text, fc.constantFrom(undefined, 40), (value, columns) => {
        const shown = leaving(render(value, painter(process.stderr)), columns)
        expect(dangersIn(withoutColors(shown))).toEqual([])
      }),
    )
  })
})

test('an error shows nothing dangerous of its message, details, reason and hint', () => {
  fc.assert(
    fc.property(text, value => {
      const options = { why: value, hint: value, details: [value] }
      const fault: Fault = { code: 'A', file: value, line: 1, what: value, why: value, hint: value }
      for (const error of [new ToolError('A', value, options), new ConfigurationError([fault, fault])])
        expect(dangersIn(withoutColors(leaving(errorText(error, painter(process.stderr)), 60)))).toEqual([])
    }),
  )
})

test('every text and table has its case here', async () => {
  const files = await readdir('src/reporters')
  const renderers = files.flatMap(file => /^(.*-(?:text|table))\.ts$/.exec(file)?.[1] ?? [])
  expect(Object.keys(texts)).toEqual(renderers.toSorted())
})

test('no other file writes to the streams of the process', async () => {
  const paths = (await readdir('src', { recursive: true })).filter(path => path.endsWith('.ts'))
  const writers = await Promise.all(
    paths.map(async path =>
      /(?:stdout|stderr|stream)\.write\(|\bconsole\.(?:log|info|warn|error)\(/.test(
        await readFile(`src/${path}`, 'utf8'),
      )
        ? [path]
        : [],
    ),
  )
  // main.ts prints its own words before anything else is loaded; execute.ts waits for what was written.
  expect(writers.flat().toSorted()).toEqual(['commands/execute.ts', 'main.ts', 'reporters/leave.ts'])
})

/** The codes of this process's painter: exactly those of `paint`. */
function withoutColors(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of colors
  return text.replaceAll(/\u001b\[(?:1|2|22|3[1-69])m/g, '')
}

/** The cursor codes of log-update. */
function withoutOwnCodes(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: codes that move the cursor
  return withoutColors(text).replaceAll(/\u001b\[(?:\?25[lh]|\?2026[lh]|\d*[ABGK])/g, '')
}
