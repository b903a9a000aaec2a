import { Command, Option } from 'commander'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import type { FaultOptions } from './fault.ts'
import type { CommonOptions } from './options.ts'
import type { SessionsOptions } from './sessions.ts'
import type { SsoTokenOptions } from './sso-token.ts'
import type { WebIdentityTokenOptions } from './web-identity-token.ts'

/** Options of packer-ecs that say nothing to a sandbox. */
const foreignOptions = [
  '--config <file>',
  '--profile <name>',
  '--region <region>',
  '--sandbox',
  '-q, --quiet',
  '--debug',
]

const program = new Command('packer-ecs sandbox')
  .description('An offline stand-in for AWS on this computer: its API, its machines, their metadata')
  .showHelpAfterError('(packer-ecs sandbox --help shows the commands)')
  .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2))
  .addHelpText(
    'after',
    `
Examples:
  packer-ecs sandbox start --yes
  eval "$(packer-ecs sandbox env)"; aws ec2 describe-images --owners self
  packer-ecs sandbox shell i-0123456789abcdef0
  packer-ecs sandbox stop

Exit status: 0 done, 1 failed, 2 wrong use`,
  )

command('start', 'start it, unless it runs', async (options: CommonOptions) =>
  (await import('./start.ts')).start(options),
)
command('check', 'what this machine lacks for it; changes nothing', async (options: CommonOptions) =>
  (await import('./check.ts')).check(options),
)
command('status', 'what runs', async (options: CommonOptions) =>
  (await import('./status.ts')).status(options),
)
command(
  'env',
  'variables for any AWS client: eval "$(packer-ecs sandbox env)"',
  async (options: CommonOptions) => (await import('./env.ts')).env(options),
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
  .option('--hold', 'keep the call waiting until --off')
  .option('--off', 'take back what is ordered for the action; held calls go on')
  .option('--times <number>', 'for how many calls (default: 1)')
  .addHelpText(
    'after',
    `
Examples:
  packer-ecs sandbox fault ec2:CreateImage --error InternalError
  packer-ecs sandbox fault RunInstances --delay 5 --times 3
  packer-ecs sandbox fault autoscaling:LaunchInstance --error Client.InternalError
  packer-ecs sandbox fault CreateImage --hold; packer-ecs sandbox fault CreateImage --off`,
  )
command(
  'shell <machine> [command...]',
  'a root shell in a machine, or one command: shell ID -- COMMAND',
  async (machine: string, words: string[], options: CommonOptions) =>
    (await import('./shell.ts')).shell(machine, words, options),
)
command(
  'sessions <what> [limit]',
  'end sessions early (end), or let new ones last no longer (limit SECONDS, limit off)',
  async (what: string, limit: string | undefined, options: SessionsOptions) =>
    (await import('./sessions.ts')).sessions(what, limit, options),
).option('--access-key <id>', 'end the session with this access key only')
command(
  'mfa-code <serial>',
  'the code that an MFA device of the sandbox shows now',
  async (serial: string, options: CommonOptions) =>
    (await import('./mfa-code.ts')).printMfaCode(serial, options),
)
command(
  'web-identity-token',
  'a token as an OpenID Connect issuer (GitHub Actions, EKS, GitLab) gives it to a job',
  async (options: WebIdentityTokenOptions) =>
    (await import('./web-identity-token.ts')).printWebIdentityToken(options),
)
  .requiredOption('--issuer <url>', 'who gives it, e.g. https://token.actions.githubusercontent.com')
  .requiredOption('--audience <name>', 'for whom, e.g. sts.amazonaws.com')
  .requiredOption('--subject <name>', 'about whom, e.g. repo:acme/images:ref:refs/heads/main')
  .option('--lasts <seconds>', 'until it expires', '3600')
command('sso-token', 'what "aws sso login" would write into its cache', async (options: SsoTokenOptions) =>
  (await import('./sso-token.ts')).printSsoToken(options),
)
  .requiredOption('--start-url <url>', 'address of the access portal, as the profile has it')
  .option('--lasts <seconds>', 'until one has to sign in again', '28800')
command('reset', 'forget everything but the cache', async (options: CommonOptions) =>
  (await import('./reset.ts')).reset(options),
)
command('stop', 'end it', async (options: CommonOptions) => (await import('./stop.ts')).stop(options))
program.command('describe', { hidden: true }).action(async () => {
  const { describe } = await import('./describe.ts')
  process.stdout.write(JSON.stringify(describe(program)))
})
program
  .command('supervise <settings>', { hidden: true })
  .action(async (settings: string) => (await import('./supervise.ts')).supervise(settings))

/** Runs the command that the arguments name; a failure that a person can mend is told without a stack. */
export async function runProgram(): Promise<void> {
  // Whoever reads our output may stop: no error.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  await program.parseAsync().catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ExitPromptError') {
      process.exitCode = 130
      return
    }
    const known = error instanceof SandboxError
    const message = error instanceof Error ? error.message : String(error)
    const hint = known ? error.hint : 'The sandbox did not expect that: please report it with the command.'
    process.stderr.write(`${message}\n${hint}\n`)
    process.exitCode = known ? error.exitStatus : 1
  })
}

/**
 * A command with the options that all have. Those that every command of packer-ecs takes are taken here, too:
 * they mean nothing to a sandbox, and do no harm.
 */
function command(usage: string, summary: string, action: (...values: never[]) => Promise<void>): Command {
  const made = program.command(usage).description(summary)
  for (const flags of foreignOptions) made.addOption(new Option(flags).hideHelp())
  return made
    .addOption(new Option('--state-folder <folder>', 'one sandbox each (default: $PACKER_ECS_SANDBOX)'))
    .option('--json', 'print one JSON document')
    .option('-y, --yes', 'agree to the installation of missing Debian packages')
    .action(action as (...values: unknown[]) => Promise<void>)
}
