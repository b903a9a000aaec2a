import { Command } from 'commander'
import type { CommonOptions } from '../../host/options.ts'
import { command } from '../common.ts'
import type { Handlers } from '../handlers.ts'

export function addSession(program: Command, handlers: Handlers): void {
  program.addCommand(
    new Command('session')
      .description('Look after the sessions that were got with an MFA code.')
      .helpOption('-h, --help')
      .exitOverride()
      .addHelpText('after', examples)
      .addCommand(
        command('clear', 'Forget every session that was got with an MFA code.')
          .addHelpText('after', examples)
          .action(async (options: CommonOptions) => {
            process.exitCode = await handlers.sessionClear(options)
          }),
      ),
  )
}

const examples = `
AWS itself ends a session only in time; this removes it from this machine.

Examples:
  packer-ecs session clear`
