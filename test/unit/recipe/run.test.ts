import { chmod, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBuildReader } from '#src/packer/build-reader.ts'
import type { BuildProgress } from '#src/packer/progress.ts'

let payload: string
beforeEach(async () => {
  payload = await mkdtemp(join(tmpdir(), 'payload-'))
  await mkdir(join(payload, 'scripts'))
  await mkdir(join(payload, 'files/bake'), { recursive: true })
  await cp('files/bake/run.sh', join(payload, 'files/bake/run.sh'))
})
afterEach(() => rm(payload, { recursive: true }))

/** Runs a script with run.sh, and reads what it prints as Packer passes it on. */
async function run(script: string | Buffer, ...words: readonly string[]) {
  await writeFile(join(payload, 'scripts/own.sh'), script)
  const { exitCode = -1, stdout } = await execa(
    'bash',
    [join(payload, 'files/bake/run.sh'), '1', 'own.sh', ...words],
    { env: { PATIENCE: '1' }, reject: false, encoding: 'buffer' },
  )
  const reader = createBuildReader([{ name: 'own.sh', launcher: '/run/own.sh' }])
  const events = [say('Provisioning with shell script: /run/own.sh'), ...passedOn(stdout)].flatMap(line =>
    reader.read(line),
  )
  const failure = reader.finish({ exitCode, interrupted: false, signal: null }).failure
  return { exitCode, lines: outputOf(events), failure }
}

const say = (text: string) => `1,,ui,say,==> amazon-ebs.image: ${text}`

/** As Packer does with the output of a remote command. */
function passedOn(output: Uint8Array): string[] {
  return Buffer.from(output)
    .toString()
    .split('\n')
    .map(line => line.trimEnd())
    .map(line => line.slice(line.lastIndexOf('\r') + 1))
    .map(line => say(line.replaceAll(',', '%!(PACKER_COMMA)').replaceAll('\r', '\\r')))
}

function outputOf(events: readonly BuildProgress[]): string[] {
  return events.flatMap(event => (event.type === 'output' ? event.line : []))
}

test('a script runs in /', async () => {
  expect((await run('#!/bin/sh\npwd')).lines).toEqual(['/'])
})

test('standard output and standard error arrive in their order', async () => {
  const { lines } = await run('#!/bin/bash\nfor i in 1 2 3; do echo out $i; echo err $i >&2; done')
  expect(lines).toEqual(['out 1', 'err 1', 'out 2', 'err 2', 'out 3', 'err 3'])
})

test('a script fails with its exit status and last lines, also one that ends within a line', async () => {
  const { exitCode, failure } = await run('#!/bin/sh\necho before\nprintf "no newline" >&2\nexit 3')
  expect(exitCode).toBe(3)
  expect(failure).toMatchObject({ script: 'own.sh', exitStatus: 3, lastLines: ['before', 'no newline'] })
})

test('a script gets its arguments, variables and interpreter options, whatever they contain', async () => {
  const { lines } = await run(
    '#!/usr/bin/env -S bash -u\necho "$# $1 $2 $GREETING"; [[ $- == *u* ]] && echo strict',
    "GREETING=it's $HOME",
    '--',
    'two words',
    '*',
  )
  expect(lines).toEqual(["2 two words * it's $HOME", 'strict'])
})

test('a script needs no permission to be executed: its folder may be mounted noexec', async () => {
  await writeFile(join(payload, 'scripts/own.sh'), '')
  await chmod(join(payload, 'scripts/own.sh'), 0o600)
  expect(await run('#!/bin/sh\necho runs')).toMatchObject({ exitCode: 0, lines: ['runs'] })
})

test.each([
  ['an arrow, like a file provisioner', 'Downloading https://a => /tmp/b'],
  ["Packer's phrases", 'Provisioning with shell script: /other.sh'],
  ['the end of a script', 'packer-ecs< 1 0'],
  ['commas as Packer writes them', 'a,b%!(PACKER_COMMA)c'],
  ['a line of the machine-readable format', '1795180143,amazon-ebs.ecs,error,no'],
])('a script that prints %s is still the one that failed', async (_, text) => {
  const { failure } = await run(`#!/bin/sh\necho '${text}'\necho '==> amazon-ebs.image: ${text}'\nexit 1`)
  expect(failure).toMatchObject({ script: 'own.sh', exitStatus: 1 })
  expect(failure?.lastLines).toHaveLength(2)
})

test('a progress bar shows its last state, as in Packer', async () => {
  const { lines } = await run("#!/bin/sh\nprintf '10%%\\r50%%\\r100%%\\r\\n'")
  expect(lines).toEqual(['100%'])
})

test('a line of a megabyte and binary content are output', async () => {
  const { exitCode, lines } = await run(
    "#!/bin/bash\nhead -c 1000000 /dev/zero | tr '\\0' a; echo; printf '\\x1b[31m\\0\\xff\\n'",
  )
  expect(exitCode).toBe(0)
  expect(lines.map(line => line.length)).toEqual([2001, 2])
})

test('a process that keeps the output open is named, and fails the script after some seconds', async () => {
  const { exitCode, failure } = await run('#!/bin/bash\necho started\nsleep 30.5 &')
  expect(exitCode).toBe(1)
  expect(failure).toMatchObject({ script: 'own.sh', fault: 'background' })
  expect(failure?.lastLines).toContainEqual(expect.stringMatching(/^process \d+: sleep 30\.5$/))
})

test('a process with its own output may continue', async () => {
  expect(await run('#!/bin/bash\nsleep 2 >/dev/null 2>&1 &')).toMatchObject({ exitCode: 0 })
})

test('a script that ran when the connection broke is to blame, not the next one', async () => {
  await writeFile(join(payload, 'running'), '1')
  const { failure } = await run('#!/bin/sh\necho no')
  expect(failure).toMatchObject({ script: 'own.sh', fault: 'reboot', lastLines: [] })
  expect(await readFile(join(payload, 'running'), 'utf8')).toBe('1')
})

test('a script that hides the files of the bake is blamed itself', async () => {
  const { failure } = await run('#!/bin/bash\nmv "${0%/scripts/*}/files" "${0%/scripts/*}/moved"')
  expect(failure).toMatchObject({ script: 'own.sh', fault: 'hidden' })
})
