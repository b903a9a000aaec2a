import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const program = join(import.meta.dirname, '../../src/main.ts')
const scripts: Record<string, string> = {}

beforeAll(() => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    scripts[shell] = spawnSync(process.execPath, [program, 'completion', shell], { encoding: 'utf8' }).stdout
  }
})

/** What a real bash offers after these words. */
function offered(...words: string[]): string[] {
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-euo', 'pipefail'], {
    input: `${scripts.bash}\n${tab(...words)}`,
    encoding: 'utf8',
    cwd: import.meta.dirname,
  })
  expect(stderr).toBe('')
  return stdout.split('\n').filter(line => line !== '')
}

/** The lines with which bash calls the completion after these words, and prints the result. */
function tab(...words: string[]): string {
  return [
    `COMP_WORDS=(packer-ecs ${words.map(word => `'${word}'`).join(' ')})`,
    `COMP_CWORD=${words.length}`,
    '_packer_ecs',
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ].join('\n')
}

describe('bash', () => {
  test.each<[string[], string[]]>([
    [['ba'], ['bake']],
    [['bake', '--dr'], ['--dry-run']],
    [
      ['bake', 'ecs', '--base-'],
      ['--base-ami', '--base-release'],
    ],
    [
      ['sandbox', 'sta'],
      ['start', 'status'],
    ],
    [['sandbox', 'fault', '--pe'], ['--pending']],
    [['session', 'c'], ['clear']],
    [['completion', 'z'], ['zsh']],
    [['nonsense', '--dr'], []],
  ])('%j', (words, expected) => {
    expect(offered(...words)).toEqual(expected)
  })

  test('a value is completed with file names', () => {
    expect(offered('bake', '--config', 'completion')).toEqual(['completion.test.ts'])
  })

  test('does not complete a command to a folder of the same name', () => {
    const { stdout } = spawnSync('bash', ['--norc', '-c', `${scripts.bash}\ncomplete -p packer-ecs`], {
      encoding: 'utf8',
    })
    expect(stdout).toBe('complete -F _packer_ecs packer-ecs\n')
  })

  test('runs in the Bash 3.2 of macOS, which has no mapfile, readarray or compopt', () => {
    const old = 'enable -n mapfile readarray compopt'
    const { stdout, stderr } = spawnSync(
      'bash',
      ['--norc', '-euc', `${old}\n${scripts.bash}\n${tab('bake', '--config', 'completion')}`],
      { encoding: 'utf8', cwd: import.meta.dirname },
    )
    expect({ stdout, stderr }).toEqual({ stdout: 'completion.test.ts\n', stderr: '' })
  })

  test('knows every command and option that --help names', () => {
    const commands = offered('').filter(word => !word.startsWith('-'))
    expect(commands).toContain('bake')
    for (const name of commands.filter(command => command !== 'sandbox')) {
      const { stdout } = spawnSync(process.execPath, [program, name, '--help'], { encoding: 'utf8' })
      const options = stdout.match(/^ {2}(?:-\w, )?--[a-z-]+/gm) ?? []
      const long = options.map(option => option.replace(/^.*(?=--)/, ''))
      expect(offered(name, '--'), name).toEqual(expect.arrayContaining(long))
    }
  })
})

describe('other shells, where they are installed', () => {
  let folder: string

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'completion-'))
    for (const [shell, script] of Object.entries(scripts)) writeFileSync(join(folder, shell), script)
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each([['zsh'], ['fish']])('%s can read its script', shell => {
    expect(scripts[shell]).toContain('dry-run')
    const { error, status, stderr } = spawnSync(shell, ['-n', join(folder, shell)], { encoding: 'utf8' })
    if (error === undefined) expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test.each([
    ['packer-ecs ba', ['bake']],
    ['packer-ecs bake ecs --base-', ['--base-ami', '--base-release']],
    ['packer-ecs sandbox sta', ['start', 'status']],
    ['packer-ecs completion z', ['zsh']],
    ['packer-ecs help im', ['images']],
  ])('fish offers after "%s"', (line, expected) => {
    const command = `source ${join(folder, 'fish')}; complete -C '${line}'`
    const { error, stdout } = spawnSync('fish', ['--no-config', '-c', command], { encoding: 'utf8' })
    if (error !== undefined) return
    const words = stdout.split('\n').map(offer => offer.split('\t')[0] ?? '')
    expect(words.filter(word => word !== '')).toEqual(expected)
  })
})
