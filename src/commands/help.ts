import type { Command } from 'commander'

/** The help command of commander prints the whole help for an unknown command, and cannot reach that of the sandbox. */
export function addHelp(program: Command): void {
  program
    .command('help')
    .description('Show the help of a command.')
    .argument('[command...]')
    .action(async (names: string[]) => {
      const [name] = names
      const isKnown = name === undefined || program.commands.some(command => command.name() === name)
      // Without --help, an unknown command is refused as usual.
      await program.parseAsync(isKnown ? [...names, '--help'] : names, { from: 'user' })
    })
}
