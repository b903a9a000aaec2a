import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { repository } from '#test/helpers/bake.ts'
import { ctrlC, onTerminal } from '#test/helpers/terminal.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'prompts-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function init(answers: Parameters<typeof onTerminal>[1]) {
  const environment = { PATH: process.env.PATH, HOME: folder, TERM: 'xterm' }
  return onTerminal(
    { program: join(repository, 'src/main.ts'), argv: ['init'], folder, environment },
    answers,
  )
}

describe.skipIf(process.platform !== 'linux')('init on a terminal', () => {
  test('asks five questions and writes what was answered', async () => {
    const down = '\u001b[B'
    const { exitCode, shown } = await init([
      ['Name of the image', 'batch\r'],
      ['Architecture', `${down}\r`],
      ['Data volume', `${down}\r`],
      ['Time zone', '\u0015Europe/Vienna\r'],
      ['Add a stack with an ECS cluster', '\r'],
    ])
    expect(exitCode, shown).toBe(0)
    const text = await readFile(join(folder, 'packer-ecs.yaml'), 'utf8')
    expect(text).toMatch(/^ {2}batch:$/m)
    expect(text).toMatch(/architecture: arm64/)
    expect(text).toMatch(/size: 100/)
    expect(text).toMatch(/timezone: Europe\/Vienna/)
    expect(text).toMatch(/ApplicationImageId: batch/)
    expect(await readFile(join(folder, 'cfn/cluster/dev.cfg'), 'utf8')).toMatch(/^InstanceType=t4g\.medium$/m)
  })

  test('a cluster is not insisted on', async () => {
    const enter = ['Name of the image', 'Architecture', 'Data volume', 'Time zone'].map(
      question => [question, '\r'] as const,
    )
    const { exitCode, shown } = await init([...enter, ['Add a stack with an ECS cluster', 'n\r']])
    expect(exitCode, shown).toBe(0)
    expect(await readFile(join(folder, 'packer-ecs.yaml'), 'utf8')).not.toContain('stacks')
    expect(await readdir(folder)).not.toContain('cfn')
  })
})

test.skipIf(process.platform !== 'linux')(
  'Ctrl-C at a question ends it with status 130, one line, and nothing written',
  async () => {
    const { exitCode, shown } = await init([['Name of the image', ctrlC]])
    expect(exitCode, shown).toBe(130)
    expect(shown).toContain('INTERRUPTED  interrupted at the question')
    expect(shown).not.toMatch(/^\s+at /m)
    expect((await readdir(folder)).filter(name => name.endsWith('.yaml'))).toEqual([])
  },
)

test.skipIf(process.platform !== 'linux')('on a terminal with CI set, nothing is asked', async () => {
  const environment = { PATH: process.env.PATH, HOME: folder, TERM: 'xterm', CI: 'true' }
  const argv = [join(repository, 'src/main.ts'), 'init']
  const command = [process.execPath, ...argv].map(word => `'${word}'`).join(' ')
  const { exitCode, stdout } = await execa('script', ['-qefc', command, '/dev/null'], {
    cwd: folder,
    env: environment,
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
  })
  expect(exitCode, stdout).toBe(2)
  expect(stdout).toContain('NO_TERMINAL  the command has questions, but CI is set')
  expect(await readdir(folder)).toEqual([])
})
