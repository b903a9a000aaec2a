import { Command, Option } from 'commander'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import type { EnvOptions } from './env.ts'
import type { FaultOptions } from './fault.ts'
import type { CommonOptions } from './options.ts'
import type { SessionsOptions } from './sessions.ts'
import type { SsoTokenOptions } from './sso-token.ts'
import type { StartCommandOptions } from './start.ts'
import type { WebIdentityTokenOptions } from './web-identity-token.ts'

/** Options of packer-ecs that a sandbox ignores. */
const foreignOptions = [
  '--config <file>',
  '--profile <name>',
  '--region <region>',
  '--sandbox',
  '-q, --quiet',
  '--debug',
]

const program = new Command('packer-ecs sandbox')
  .description(
    'Run an offline sandbox in place of AWS on this computer: its API, instances, and their metadata',
  )
  .showHelpAfterError('Run "packer-ecs sandbox --help" to see the commands.')
  .exitOverride(error => process.exit(error.exitCode === 0 ? 0 : 2))
  .addHelpText(
    'after',
    `
Examples:
  packer-ecs sandbox start --yes
  eval "$(packer-ecs sandbox env)"; aws ec2 describe-images --owners self
  packer-ecs sandbox shell i-0123456789abcdef0
  packer-ecs sandbox stop

Exit status: 0 success, 1 failure, 2 incorrect usage`,
  )

command('start', 'start the sandbox if it is not running', async (options: StartCommandOptions) =>
  (await import('./start.ts')).start(options),
).option('--record-exchanges', 'record requests and responses completely, secrets included, in "calls"')
command('check', 'list what this machine is missing for a sandbox', async (options: CommonOptions) =>
  (await import('./check.ts')).check(options),
)
command('status', 'show the sandbox and its machines', async (options: CommonOptions) =>
  (await import('./status.ts')).status(options),
)
command(
  'env',
  'print variables for an AWS client: eval "$(packer-ecs sandbox env)"',
  async (options: EnvOptions) => (await import('./env.ts')).env(options),
).option('--account <id>', 'another account of the sandbox, which is created if it does not exist')
command(
  'url <stack>',
  'print the address of the load balancer of a stack, for this computer',
  async (stack: string, options: CommonOptions) => (await import('./url.ts')).printUrl(stack, options),
)
command('calls', 'list the recorded API calls', async (options: CommonOptions) =>
  (await import('./calls.ts')).calls(options),
)
command(
  'fault <action>',
  'make the next calls of an action fail, e.g. ec2:CreateImage',
  async (action: string, options: FaultOptions) => (await import('./fault.ts')).fault(action, options),
)
  .option('--error <code>', 'fail with this error code')
  .option('--drop', 'close the connection without a response')
  .option('--delay <seconds>', 'delay the response')
  .option('--pending <seconds>', 'keep the created resource pending')
  .option('--hold', 'hold the call until --off')
  .option('--off', 'remove the faults of the action and release held calls')
  .option('--times <number>', 'number of calls (default: 1)')
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
  'open a root shell in a machine, or run one command: shell ID -- COMMAND',
  async (machine: string, words: string[], options: CommonOptions) =>
    (await import('./shell.ts')).shell(machine, words, options),
)
command(
  'sessions <what> [limit]',
  'end sessions (end), or limit how long new ones last (limit SECONDS, limit off)',
  async (what: string, limit: string | undefined, options: SessionsOptions) =>
    (await import('./sessions.ts')).sessions(what, limit, options),
).option('--access-key <id>', 'end only the session with this access key')
command(
  'mfa-code <serial>',
  'print the current code of an MFA device',
  async (serial: string, options: CommonOptions) =>
    (await import('./mfa-code.ts')).printMfaCode(serial, options),
)
command(
  'web-identity-token',
  'print a token like those of an OpenID Connect issuer (GitHub Actions, EKS, GitLab)',
  async (options: WebIdentityTokenOptions) =>
    (await import('./web-identity-token.ts')).printWebIdentityToken(options),
)
  .requiredOption('--issuer <url>', 'issuer, e.g. https://token.actions.githubusercontent.com')
  .requiredOption('--audience <name>', 'audience, e.g. sts.amazonaws.com')
  .requiredOption('--subject <name>', 'subject, e.g. repo:acme/images:ref:refs/heads/main')
  .option('--lasts <seconds>', 'lifetime of the token', '3600')
command('sso-token', 'print what "aws sso login" writes to its cache', async (options: SsoTokenOptions) =>
  (await import('./sso-token.ts')).printSsoToken(options),
)
  .requiredOption('--start-url <url>', 'URL of the access portal, as in the profile')
  .option('--lasts <seconds>', 'time until the next sign-in', '28800')
command(
  'push <source> <image>',
  'push an image into ECR: an OCI layout, a docker archive, or a folder with a Dockerfile, as REPOSITORY:TAG',
  async (source: string, image: string, options: CommonOptions) =>
    (await import('./push.ts')).push(source, image, options),
).addHelpText(
  'after',
  `
Creates the repository if it does not exist. A variable VERSION of the Dockerfile gets the tag as its value.

Examples:
  packer-ecs sandbox push examples/web packer-ecs/web:1
  packer-ecs sandbox push ./layout packer-ecs/web:2`,
)
command('reset', 'delete everything except the cache', async (options: CommonOptions) =>
  (await import('./reset.ts')).reset(options),
)
command('stop', 'stop the sandbox', async (options: CommonOptions) =>
  (await import('./stop.ts')).stop(options),
)
program.command('describe', { hidden: true }).action(async () => {
  const { describe } = await import('./describe.ts')
  process.stdout.write(JSON.stringify(describe(program)))
})
program
  .command('supervise <settings>', { hidden: true })
  .action(async (settings: string) => (await import('./supervise.ts')).supervise(settings))

/** Runs the command in the arguments. Errors that the user can fix are reported without a stack trace. */
export async function runProgram(): Promise<void> {
  // A reader that closes our output early is not an error.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  await program.parseAsync().catch((error: unknown) => {
    if (error instanceof Error && error.name === 'ExitPromptError') {
      process.exitCode = 130
      return
    }
    const known = error instanceof SandboxError
    const message = error instanceof Error ? error.message : String(error)
    const hint = known ? error.hint : 'This is a bug in the sandbox. Please report it with the command.'
    process.stderr.write(`${message}\n${hint}\n`)
    process.exitCode = known ? error.exitStatus : 1
  })
}

/** A command with the common options. The global options of packer-ecs are accepted and ignored. */
function command(usage: string, summary: string, action: (...values: never[]) => Promise<void>): Command {
  const made = program.command(usage).description(summary)
  for (const flags of foreignOptions) made.addOption(new Option(flags).hideHelp())
  return made
    .addOption(
      new Option(
        '--state-folder <folder>',
        'state folder; each has its own sandbox (default: $PACKER_ECS_SANDBOX)',
      ),
    )
    .option('--json', 'print one JSON document')
    .option('-y, --yes', 'install missing Debian packages without asking')
    .action(action as (...values: unknown[]) => Promise<void>)
}
