import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import type { CommandDefinition } from '#src/commands/define-command.ts'
import { execute } from '#src/commands/execute.ts'
import type { AwsInvocation, Result } from '#src/commands/invocation.ts'
import { InterruptedError } from '#src/errors/interrupted.ts'
import { ToolError } from '#src/errors/tool-error.ts'

const printed = { stdout: '', stderr: '' }

beforeEach(() => {
  for (const name of ['stdout', 'stderr'] as const) {
    printed[name] = ''
    vi.spyOn(process[name], 'write').mockImplementation(text => {
      printed[name] += text
      return true
    })
  }
})
afterEach(() => vi.restoreAllMocks())

const result = { document: { schemaVersion: 1, size: 3 }, text: () => '3\n', note: 'It has three.\n' }
const noRegion = new ToolError('NO_REGION', 'no region', { hint: 'set one', exitStatus: 2 })
const failure = { code: 'NO_REGION', message: 'no region', hint: 'set one' }

/** Runs a command that does this. */
function perform(
  work: (invocation: AwsInvocation) => Promise<Result<unknown>>,
  options: object = {},
  definition: Partial<CommandDefinition> = {},
): Promise<number> {
  const whole: CommandDefinition = {
    name: 'measure',
    summary: '',
    examples: [],
    purpose: 'none',
    run: async () => ({ run: work as never }),
    ...definition,
  }
  const chosen = { definition: whole, arguments: {}, options: { config: 'none/packer-ecs.yaml', ...options } }
  return execute(chosen, () => ({ name: '', description: '', options: [], choices: [], commands: [] }))
}

describe('a result', () => {
  test.each([
    [{}, { stdout: '3\n', stderr: 'It has three.\n' }],
    [{ quiet: true }, { stdout: '3\n', stderr: '' }],
    [{ json: true }, { stdout: '{"schemaVersion":1,"size":3}\n', stderr: '' }],
    [
      { json: true, quiet: true },
      { stdout: '{"schemaVersion":1,"size":3}\n', stderr: '' },
    ],
  ])('with %j is printed once, where it belongs', async (options, expected) => {
    expect(await perform(async () => result, options)).toBe(0)
    expect(printed).toEqual(expected)
  })

  test('has the exit status that the command gives it', async () => {
    expect(await perform(async () => ({ ...result, exitStatus: 1 }))).toBe(1)
  })
})

describe('an error', () => {
  test('is printed on standard error, and sets the exit status', async () => {
    expect(await perform(() => Promise.reject(noRegion))).toBe(2)
    expect(printed).toEqual({ stdout: '', stderr: expect.stringContaining('NO_REGION') })
    expect(await perform(() => Promise.reject(new InterruptedError('stopped')))).toBe(130)
    expect(await perform(() => Promise.reject(new TypeError('x is undefined')))).toBe(1)
  })

  test('is also the document with --json', async () => {
    await perform(() => Promise.reject(noRegion), { json: true })
    expect(JSON.parse(printed.stdout)).toEqual({ schemaVersion: 1, error: failure })
  })

  test('is in the document of the command, if that has a place for it', async () => {
    const failed = ({ code }: ToolError) => ({ schemaVersion: 1, outcome: 'failed', code })
    const document = async () => ({ document: z.any(), failed })
    await perform(() => Promise.reject(noRegion), { json: true }, { document })
    expect(JSON.parse(printed.stdout)).toEqual({ schemaVersion: 1, outcome: 'failed', code: 'NO_REGION' })
  })

  test('of the configuration is found when the command reads it', async () => {
    const status = await perform(async ({ project }) => ({ document: await project() }))
    expect(status).toBe(2)
    expect(printed.stderr).toContain('CONFIG_NOT_FOUND')
    const found: unknown[] = []
    await perform(async ({ projectIfAny }) => ({ document: found.push(await projectIfAny()) }))
    expect(found).toEqual([undefined])
  })
})

test('a command can connect to AWS only if its definition declares a purpose', async () => {
  const connects: unknown[] = []
  const look = async ({ connect }: AwsInvocation) => ({ document: connects.push(connect) })
  await perform(look, {}, { purpose: 'none' })
  await perform(look, {}, { purpose: 'bake' })
  expect(connects).toEqual([undefined, expect.any(Function)])
})

test('a project that is reached through a link has the same folder, and so the same records', async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'execute-')))
  onTestFinished(() => rm(folder, { recursive: true }))
  await mkdir(join(folder, 'project'))
  await symlink(join(folder, 'project'), join(folder, 'link'))
  let found = ''
  const look = async ({ projectFolder }: AwsInvocation) => {
    found = projectFolder
    return result
  }
  await perform(look, { config: join(folder, 'link', 'packer-ecs.yaml') })
  expect(found).toBe(join(folder, 'project'))
})

test('an error while the result is printed is reported like any other', async () => {
  const text = () => Promise.reject(noRegion)
  expect(await perform(async () => ({ document: {}, text }))).toBe(2)
  expect(printed.stderr).toContain('NO_REGION')
})
