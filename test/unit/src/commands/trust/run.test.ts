import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Invocation } from '#src/commands/invocation.ts'
import { run } from '#src/commands/trust/run.ts'
import type { Person } from '#src/host/person.ts'

let folder: string
let file: string
let shown: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trust-'))
  file = join(folder, 'packer-ecs.yaml')
  shown = ''
  vi.stubEnv('XDG_STATE_HOME', join(folder, 'state'))
  vi.spyOn(process.stderr, 'write').mockImplementation(text => {
    shown += text
    return true
  })
})
afterEach(async () => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

const write = (session: string) => writeFile(file, `images: {ecs: {base: al2023}}\n${session}\n`)

/** How often the person was asked. */
async function questions(agrees: boolean): Promise<number> {
  let asked = 0
  const confirm = async () => {
    asked += 1
    return agrees
  }
  const person = { confirm } as unknown as Person
  await run({ options: {}, configurationFile: file, person, note: () => undefined } as unknown as Invocation)
  return asked
}

test('a project is trusted once, after its settings were shown, and again when they change', async () => {
  await write('session: {mfaCommand: [code, now]}')
  await expect(questions(false)).rejects.toMatchObject({ code: 'DECLINED' })
  expect(shown).toContain('runs   session.mfaCommand: ["code","now"]')
  expect(await questions(true)).toBe(1)
  expect(await questions(true)).toBe(0)
  await write('session: {mfaCommand: [code, later]}')
  expect(await questions(true)).toBe(1)
})

test('a project that runs nothing and reads nothing elsewhere needs no trust', async () => {
  await write('')
  expect(await questions(false)).toBe(0)
})
