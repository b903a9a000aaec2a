import { Argument, Command } from 'commander'
import { expect, test } from 'vitest'
import { describeProgram } from '#src/commands/describe-program.ts'

test('a completion knows what help shows: every flag, value, choice and subcommand', () => {
  const program = new Command('tool').description('A tool.')
  program
    .command('copy')
    .addArgument(new Argument('<where>').choices(['here', 'there']))
    .option('-q, --quiet', 'no output')
    .option('--size <size>', 'how many')
  expect(describeProgram(program)).toEqual({
    name: 'tool',
    description: 'A tool.',
    options: [{ flags: ['-h', '--help'], description: 'display help for command', takesValue: false }],
    choices: [],
    commands: [
      {
        name: 'copy',
        description: '',
        options: [
          { flags: ['-q', '--quiet'], description: 'no output', takesValue: false },
          { flags: ['--size'], description: 'how many', takesValue: true },
          { flags: ['-h', '--help'], description: 'display help for command', takesValue: false },
        ],
        choices: ['here', 'there'],
        commands: [],
      },
    ],
  })
})
