import type { Command } from 'commander'
import type { CleanOptions } from '../../host/options.ts'
import { command } from '../common.ts'
import type { Handlers } from '../handlers.ts'

export function addClean(program: Command, handlers: Handlers): void {
  program.addCommand(
    command('clean', 'Remove what bakes that died have left in the account; never a finished AMI.')
      .option('--dry-run', 'show what would be removed')
      .option('--run <id>', 'only what this run left; also when another machine started it')
      .option('--older-than <duration>', 'only runs that started longer ago: 30m, 12h, 7d')
      .addHelpText('after', examples)
      .action(async (options: CleanOptions) => {
        process.exitCode = await handlers.clean(options)
      }),
  )
}

const examples = `
Shows what it found, by what it knows it to be a bake's, and asks.

Examples:
  packer-ecs clean --dry-run
  packer-ecs clean --run 20261121-013000-a1b2
  packer-ecs clean --older-than 7d --yes --json       for a nightly job

Exit status: 0 cleaned or nothing to do, 1 something could not be removed or was declined, 2 wrong use`
