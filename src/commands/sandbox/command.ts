import type { Command } from 'commander'
import type { Handlers } from '../handlers.ts'

/** The sandbox is a program of its own; its arguments are its business. */
export function addSandbox(program: Command, handlers: Handlers): void {
  program
    .command('sandbox')
    .description('Start, look into or stop the offline stand-in for AWS.')
    .argument('[arguments...]')
    .allowUnknownOption()
    .passThroughOptions()
    .helpOption(false)
    .action(async (argv: string[]) => {
      process.exitCode = await handlers.sandbox(argv)
    })
}
