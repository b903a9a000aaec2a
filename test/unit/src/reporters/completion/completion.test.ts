import { describe, expect, test } from 'vitest'
import { bashCompletion } from '#src/reporters/completion/bash.ts'
import type { CommandDescription } from '#src/reporters/completion/command-description.ts'
import { fishCompletion } from '#src/reporters/completion/fish.ts'
import { zshCompletion } from '#src/reporters/completion/zsh.ts'

const command = (name: string, settings: Partial<CommandDescription> = {}): CommandDescription => ({
  name,
  description: `Do ${name}.`,
  options: [],
  choices: [],
  commands: [],
  ...settings,
})
const program = command('packer-ecs', {
  commands: [
    command('bake', {
      options: [
        { flags: ['-q', '--quiet'], description: 'errors [only]', takesValue: false },
        { flags: ['--events'], description: 'a file', takesValue: true },
      ],
    }),
    command('completion', { choices: ['bash', 'zsh'] }),
    command('help'),
    command('session', { commands: [command('clear')] }),
  ],
})

describe('zsh', () => {
  const script = zshCompletion(program)

  test('a command has its options; only one that takes a value completes files', () => {
    expect(script).toContain(String.raw`'--quiet[errors \[only\]]'`)
    expect(script).toContain(`'--events[a file]: :_files'`)
  })

  test('an argument completes its choices, or whatever the shell completes by default', () => {
    expect(script).toMatch(/_packer-ecs-completion\(\) \{\s+_arguments \\\s+'1: :\(bash zsh\)'/)
    expect(script).toMatch(/_packer-ecs-session-clear\(\) \{\s+_arguments \\\s+'\*: :_default'/)
  })

  test('a command with subcommands passes on to them', () => {
    expect(script).toContain(`'session:Do session.'`)
    expect(script).toContain('clear) _packer-ecs-session-clear ;;')
    expect(script).toMatch(/_packer-ecs-session\(\) \{\s+local state line\s+_arguments -C/)
  })
})

describe.each([
  ['bash', bashCompletion],
  ['fish', fishCompletion],
])('%s', (_, completion) => {
  test('names every command, option and choice', () => {
    const script = completion(program)
    for (const word of ['bake', 'completion', 'session', 'clear', 'quiet', 'events', 'bash', 'zsh'])
      expect(script).toContain(word)
  })
})

test('fish completes the commands after help, but not help itself', () => {
  expect(fishCompletion(program)).toContain(
    "-n '__fish_seen_subcommand_from help' -a 'bake completion session'",
  )
})
