import type { Command } from 'commander'
import type { StackOptions } from '../../host/options.ts'
import { command } from '../common.ts'
import type { Handlers } from '../handlers.ts'

export function addWatch(program: Command, handlers: Handlers): void {
  program.addCommand(
    command('watch', 'Join the operation of a stack that is under way, whoever started it.')
      .argument('[stack]', 'name in the configuration, or the name of any stack')
      .option('--env <name>', 'environment; needed when the stack has more than one')
      .addHelpText('after', examples)
      .action(async (stack: string | undefined, options: StackOptions) => {
        process.exitCode = await handlers.watch(stack, options)
      }),
  )
}

const examples = `
Ends as the operation ends. When none is under way, it tells how the last one went.

Examples:
  packer-ecs watch cluster --env prod
  packer-ecs watch my-other-stack

Exit status: 0 it ended well, 1 it failed or was rolled back, 2 wrong use or configuration,
130 interrupted; the operation goes on`
