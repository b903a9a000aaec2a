import type { Command } from 'commander'
import type { CommonOptions } from '../../host/options.ts'
import { command } from '../common.ts'
import type { Handlers } from '../handlers.ts'

export function addWhoami(program: Command, handlers: Handlers): void {
  program.addCommand(
    command('whoami', 'Show as whom the other commands work: identity, role, account, region, until when.')
      .addHelpText('after', examples)
      .action(async (options: CommonOptions) => {
        process.exitCode = await handlers.whoami(options)
      }),
  )
}

const examples = `
With a profile that asks for MFA, the code is asked for once; it then holds for 36 hours.

Examples:
  packer-ecs whoami --profile build
  packer-ecs whoami --json | jq -r .accountId

Exit status: 0 the credentials work, 1 they do not, 2 wrong use`
