import type { Command } from 'commander'

/** Commander's own shows the whole help for a command that there is not, and nothing of the sandbox's. */
export function addHelp(program: Command): void {
  program
    .command('help')
    .description('Show the help of a command.')
    .argument('[command...]')
    .action(async (names: string[]) => {
      const [name] = names
      const isKnown = name === undefined || program.commands.some(command => command.name() === name)
      // Without --help, whatever is not there is refused as it always is.
      await program.parseAsync(isKnown ? [...names, '--help'] : names, { from: 'user' })
    })
}
