import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { enterSandbox } from '#src/connect/sandbox.ts'

const places = vi.hoisted(() => ({ program: '' }))
vi.mock(import('#src/host/places.ts'), async original => ({
  ...(await original()),
  sandboxProgram: () => places.program,
}))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-program-'))
  places.program = join(folder, 'program.mjs')
})
afterAll(() => rm(folder, { recursive: true }))

const starting = { mayStart: true, agreed: false }

test.each([
  [1, 1],
  [2, 2],
  [3, 1],
])(
  'a sandbox that does not start with exit status %i is an error with status %i',
  async (status, expected) => {
    await writeFile(places.program, `process.exit(${status})`)
    await expect(enterSandbox(Promise.resolve(undefined), starting)).rejects.toMatchObject({
      code: 'SANDBOX_NOT_STARTED',
      exitStatus: expected,
    })
  },
)

test('a sandbox that a signal ends while it starts is an error', async () => {
  await writeFile(places.program, "process.kill(process.pid, 'SIGKILL')")
  await expect(enterSandbox(Promise.resolve(undefined), starting)).rejects.toMatchObject({
    code: 'SANDBOX_NOT_STARTED',
    exitStatus: 1,
  })
})

test('a start that the user interrupts is an interruption', async () => {
  await writeFile(places.program, 'process.exit(130)')
  await expect(enterSandbox(Promise.resolve(undefined), starting)).rejects.toMatchObject({ exitStatus: 130 })
})

test('a command that changes nothing does not start it', async () => {
  const started = join(folder, 'started')
  await writeFile(places.program, `import { writeFileSync } from 'node:fs'; writeFileSync('${started}', '')`)
  await expect(
    enterSandbox(Promise.resolve(undefined), { mayStart: false, agreed: true }),
  ).rejects.toMatchObject({ code: 'SANDBOX_NOT_STARTED', message: 'the sandbox is not running' })
  await expect(access(started)).rejects.toThrow('ENOENT')
})
