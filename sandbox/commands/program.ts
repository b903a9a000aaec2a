import { Command, Option } from 'commander'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import type { FaultOptions } from './fault.ts'
import type { CommonOptions } from './options.ts'

const program = new Command('sandbox')
  .description('An offline stand-in for AWS on this computer: its API, its machines, their metadata')
  .showHelpAfterError('(sandbox --help shows the commands)')
  .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2))

command('start', 'start it, unless it runs', async (options: CommonOptions) =>
  (await import('./start.ts')).start(options),
)
command('status', 'what runs', async (options: CommonOptions) =>
  (await import('./status.ts')).status(options),
)
command('env', 'variables for any AWS client: eval "$(sandbox env)"', async (options: CommonOptions) =>
  (await import('./env.ts')).env(options),
)
command('calls', 'the API calls recorded', async (options: CommonOptions) =>
  (await import('./calls.ts')).calls(options),
)
command(
  'fault <action>',
  'order a fault, e.g. for ec2:CreateImage',
  async (action: string, options: FaultOptions) => (await import('./fault.ts')).fault(action, options),
)
  .option('--error <code>', 'answer with this error code')
  .option('--drop', 'close the connection without an answer')
  .option('--delay <seconds>', 'answer that much later')
  .option('--pending <seconds>', 'what the call makes stays pending that long')
  .option('--times <number>', 'for how many calls (default: 1)')
command(
  'shell <machine> [command...]',
  'a root shell in a machine, or one command: shell ID -- COMMAND',
  async (machine: string, words: string[], options: CommonOptions) =>
    (await import('./shell.ts')).shell(machine, words, options),
)
command('reset', 'forget everything but the cache', async (options: CommonOptions) =>
  (await import('./reset.ts')).reset(options),
)
command('stop', 'end it', async (options: CommonOptions) => (await import('./stop.ts')).stop(options))
program
  .command('supervise <settings>', { hidden: true })
  .action(async (settings: string) => (await import('./supervise.ts')).supervise(settings))

/** Runs the command that the arguments name; a failure that a person can mend is told without a stack. */
export async function runProgram(): Promise<void> {
  await program.parseAsync().catch((error: unknown) => {
    if (!(error instanceof SandboxError)) throw error
    process.stderr.write(`${error.message}\n${error.hint}\n`)
    process.exitCode = error.exitStatus
  })
}

/** A command with the options that all have. */
function command(usage: string, summary: string, action: (...values: never[]) => Promise<void>): Command {
  return program
    .command(usage)
    .description(summary)
    .addOption(new Option('--state-folder <folder>', 'one sandbox each (default: $PACKER_ECS_SANDBOX)'))
    .option('--json', 'print one JSON document')
    .option('--yes', 'agree to the installation of missing Debian packages')
    .action(action as (...values: unknown[]) => Promise<void>)
}
