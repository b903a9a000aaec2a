import { chmod, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clock, files } from '#src/host/system.ts'
import { type BuildRequest, build, buildArguments } from '#src/packer/build.ts'
import type { BuildProgress } from '#src/packer/progress.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A build in which this shell script stands for Packer. */
async function start(script: string, replaced: Partial<BuildRequest> = {}) {
  const path = join(folder, 'packer')
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o700)
  return build({
    packer: { path, version: '1.11.2' },
    environment: { PATH: process.env.PATH ?? '' },
    folder,
    template: 'template.pkr.hcl',
    variablesFile: 'values.pkrvars.json',
    logFile: join(folder, 'packer.log'),
    scripts: [],
    keepOnFailure: false,
    fileSystem: files,
    clock,
    ...replaced,
  })
}

async function all(progress: AsyncIterable<BuildProgress>, onStart = () => {}): Promise<BuildProgress[]> {
  const events: BuildProgress[] = []
  for await (const event of progress) {
    events.push(event)
    if (event.type === 'started') onStart()
  }
  return events
}

/** Waits for a signal; says so first, so that a test does not signal too early. */
const waits = 'trap "echo interrupted; exit 1" INT; touch ready; while :; do sleep 0.05; done'
const isReady = () =>
  stat(join(folder, 'ready')).then(
    () => true,
    () => false,
  )

/** Aborts when Packer waits. */
function soon(): AbortSignal {
  const controller = new AbortController()
  const look = setInterval(async () => {
    if (!(await isReady())) return
    clearInterval(look)
    controller.abort()
  }, 20)
  return controller.signal
}

test('the arguments name the template and the variables; only with --keep-on-failure, Packer aborts', () => {
  const request = { template: 't', variablesFile: 'v', keepOnFailure: false }
  expect(buildArguments(request)).toEqual(['build', '-machine-readable', '-var-file=v', 't'])
  expect(buildArguments({ ...request, keepOnFailure: true })).toContain('-on-error=abort')
})

test('the log is private, and has every line of both outputs; the last event is the end', async () => {
  const events = await all(await start('echo one; echo two >&2; pwd'))
  expect(events[0]).toMatchObject({ type: 'started', processId: expect.any(Number) })
  expect(events.at(-1)).toMatchObject({ type: 'finished', outcome: 'built', exitCode: 0 })
  const log = await readFile(join(folder, 'packer.log'), 'utf8')
  expect(log.split('\n').toSorted()).toEqual(['', expect.stringContaining('build-'), 'one', 'two'])
  expect((await stat(join(folder, 'packer.log'))).mode & 0o777).toBe(0o600)
})

test('a build that fails ends with its exit status', async () => {
  expect((await all(await start('exit 3'))).at(-1)).toMatchObject({ outcome: 'failed', exitCode: 3 })
})

describe('an interrupted build', () => {
  test('lets Packer clean up, and keeps what Packer prints then', async () => {
    const events = await all(await start(waits, { interrupt: soon() }))
    expect(events.at(-1)).toMatchObject({ type: 'finished', outcome: 'interrupted' })
    expect(events.map(({ type }) => type)).not.toContain('overdue')
    expect(await readFile(join(folder, 'packer.log'), 'utf8')).toContain('interrupted')
  })

  test('that does not end in time is killed, which is reported', async () => {
    const hurried = { ...clock, sleep: async () => undefined }
    const stuck = waits.replace('echo interrupted; exit 1', ':')
    const events = await all(await start(stuck, { interrupt: soon(), clock: hurried }))
    expect(events).toContainEqual({ type: 'overdue', seconds: 120 })
    expect(events.at(-1)).toMatchObject({ outcome: 'interrupted', exitCode: -1 })
  })

  test('is killed at once when that is asked for', async () => {
    const stuck = waits.replace('echo interrupted; exit 1', ':')
    expect((await all(await start(stuck, { kill: soon() }))).at(-1)).toMatchObject({ outcome: 'interrupted' })
  })

  test('does not wait for anything when it was interrupted before it started', async () => {
    const events = await all(await start('exec sleep 60', { interrupt: AbortSignal.abort() }))
    expect(events.at(-1)).toMatchObject({ outcome: 'interrupted' })
  })

  test('is also one whose reader stops reading', async () => {
    for await (const event of await start(waits)) {
      while (!(await isReady())) await clock.sleep(20)
      expect(event.type).toBe('started')
      break
    }
    expect(await readFile(join(folder, 'packer.log'), 'utf8')).toContain('interrupted')
  })
})

test('a log that cannot be written interrupts the build and is its error', async () => {
  const full = Object.assign(new Error('no space'), { code: 'ENOSPC' })
  const fileSystem = {
    ...files,
    open: async (...words: Parameters<typeof open>) =>
      Object.assign(await open(...words), { write: () => Promise.reject(full) }),
  } as typeof files
  await expect(all(await start(`echo line; ${waits}`, { fileSystem }))).rejects.toBe(full)
})
