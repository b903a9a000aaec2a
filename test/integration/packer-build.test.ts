import * as fileSystem from 'node:fs/promises'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { processes } from '#src/host/processes.ts'
import { clock } from '#src/host/system.ts'
import { build } from '#src/packer/build.ts'
import { packerEnvironment } from '#src/packer/environment.ts'
import { findPacker } from '#src/packer/find.ts'
import type { BuildFinished, BuildProgress } from '#src/packer/progress.ts'
import { run } from '#src/packer/run.ts'
import type { Clock } from '#src/ports/ports.ts'

const environment = packerEnvironment(process.env, { region: 'eu-central-1', credentialEndpoint: null })
const packer = await findPacker({ environment, fileSystem, run })

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'packer-build-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Real Packer with its `null` builder: everything but AWS. */
async function start(
  command: string,
  signals: { interrupt?: AbortSignal; kill?: AbortSignal; clock?: Clock } = {},
) {
  await writeFile(path.join(folder, 'values.pkrvars.json'), JSON.stringify({ command }))
  await writeFile(
    path.join(folder, 'template.pkr.hcl'),
    `variable "command" { type = string }
source "null" "image" { communicator = "none" }
build {
  sources = ["source.null.image"]
  provisioner "shell-local" { inline = [var.command] }
}
`,
  )
  return build({
    packer,
    environment,
    folder,
    template: 'template.pkr.hcl',
    variablesFile: 'values.pkrvars.json',
    logFile: path.join(folder, 'packer.log'),
    scripts: [],
    keepOnFailure: false,
    fileSystem,
    clock,
    ...signals,
  })
}

async function finish(progress: AsyncIterable<BuildProgress>): Promise<BuildFinished> {
  let finished: BuildFinished | undefined
  for await (const event of progress) if (event.type === 'finished') finished = event
  if (finished === undefined) throw new Error('the build told no end')
  return finished
}

/** A file that the running command writes tells that it runs. */
async function untilExists(file: string): Promise<void> {
  while (!(await stat(file).catch(() => undefined))) await new Promise(resolve => setTimeout(resolve, 50))
}

/** A killed process keeps its id until its parent, whoever that is by then, takes note of its end. */
function untilDead(processId: number): Promise<void> {
  return vi.waitFor(async () => expect(await processes.startMark(processId)).toBeUndefined(), 60_000)
}

test('a build that works ends as built, its output kept for its owner only', async () => {
  const finished = await finish(await start('echo hello'))
  expect(finished).toMatchObject({ outcome: 'built', exitCode: 0, failure: null })
  const log = path.join(folder, 'packer.log')
  expect(await readFile(log, 'utf8')).toMatch(/^\d+,,ui,say,/m)
  expect((await stat(log)).mode & 0o777).toBe(0o600)
})

test('a build that fails says why', async () => {
  const finished = await finish(await start('exit 7'))
  expect(finished.outcome).toBe('failed')
  expect(finished.failure?.message).toMatch(/exit status:? 7/i)
})

test('a template that cannot be read is a failure with the reason', async () => {
  const progress = await start('true')
  await writeFile(path.join(folder, 'template.pkr.hcl'), 'source "null" {}')
  const finished = await finish(progress)
  expect(finished.failure?.message).toContain('template.pkr.hcl')
})

test('a Packer that is not there is a failure, not a crash', async () => {
  const progress = build({
    packer: { path: path.join(folder, 'nothing'), version: '1.9.0' },
    environment: {},
    folder,
    template: 'x',
    variablesFile: 'y',
    logFile: path.join(folder, 'packer.log'),
    scripts: [],
    keepOnFailure: false,
    fileSystem,
    clock,
  })
  expect(await finish(progress)).toMatchObject({ outcome: 'failed', exitCode: -1 })
})

test('one interruption lets Packer end by itself', async () => {
  const interrupt = new AbortController()
  const running = path.join(folder, 'running')
  const finished = finish(await start(`touch ${running}; sleep 60`, { interrupt: interrupt.signal }))
  await untilExists(running)
  interrupt.abort()
  expect(await finished).toMatchObject({ outcome: 'interrupted', failure: null })
  expect(await readFile(path.join(folder, 'packer.log'), 'utf8')).toContain('Cleanly cancelled builds')
})

test('a Packer that does not end after an interruption is killed, with what it started', async () => {
  const interrupt = new AbortController()
  const child = path.join(folder, 'child')
  const waits: number[] = []
  const impatient: Clock = {
    ...clock,
    sleep: async milliseconds => {
      waits.push(milliseconds)
    },
  }
  const progress = await start(`trap '' INT; echo $$ > ${child}.new; mv ${child}.new ${child}; sleep 60`, {
    interrupt: interrupt.signal,
    clock: impatient,
  })
  const told: BuildProgress[] = []
  const ended = (async () => {
    for await (const event of progress) if (/overdue|finished/.test(event.type)) told.push(event)
  })()
  await untilExists(child)
  interrupt.abort()
  await ended
  expect(waits).toEqual([120_000])
  expect(told).toMatchObject([
    { type: 'overdue', seconds: 120 },
    { type: 'finished', outcome: 'interrupted' },
  ])
  await untilDead(Number(await readFile(child, 'utf8')))
})

test('a second one ends Packer and what it started at once', async () => {
  const kill = new AbortController()
  const child = path.join(folder, 'child')
  const finished = finish(
    await start(`trap '' INT; echo $$ > ${child}.new; mv ${child}.new ${child}; sleep 60`, {
      kill: kill.signal,
    }),
  )
  await untilExists(child)
  kill.abort()
  expect(await finished).toMatchObject({ outcome: 'interrupted' })
  await untilDead(Number(await readFile(child, 'utf8')))
})

test('who stops listening interrupts the build', async () => {
  const running = path.join(folder, 'running')
  const progress = await start(`touch ${running}; sleep 60`)
  const first = await progress.next()
  await untilExists(running)
  await progress.return()
  if (first.done || first.value.type !== 'started') throw new Error('the build did not start')
  await untilDead(first.value.processId)
})
