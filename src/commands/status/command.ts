import type { Command } from 'commander'
import type { StackOptions } from '../../host/options.ts'
import { command } from '../common.ts'
import type { Handlers } from '../handlers.ts'

export function addStatus(program: Command, handlers: Handlers): void {
  program.addCommand(
    command(
      'status',
      'Show the stacks: their state, which instance runs which AMI, and how far behind it is.',
    )
      .argument('[stack]', 'name in the configuration; all of them without')
      .option('--env <name>', 'only this environment')
      .addHelpText('after', examples)
      .action(async (stack: string | undefined, options: StackOptions) => {
        process.exitCode = await handlers.status(stack, options)
      }),
  )
}

const examples = `
Examples:
  packer-ecs status
  packer-ecs status cluster --env prod
  packer-ecs status --json | jq '.stacks[].instances[] | select(.behind.bakes > 0)'

Exit status: 0 shown, whatever the state, 1 failed, 2 wrong use or configuration`
