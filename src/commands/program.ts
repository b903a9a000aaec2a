import { Command, CommanderError } from 'commander'
import { endQuietlyOnClosedPipe, showUnexpected, startDebug } from '../host/process.ts'
import { leaveWorkingFolder } from '../host/working-folder.ts'
import { bake } from './bake/command.ts'
import { channels } from './channels/command.ts'
import { clean } from './clean/command.ts'
import { completion } from './completion/command.ts'
import type { CommandDefinition, CommandGroup } from './define-command.ts'
import { deploy } from './deploy/command.ts'
import { describeProgram } from './describe-program.ts'
import { doctor } from './doctor/command.ts'
import { freeze, unfreeze } from './freeze/command.ts'
import { addHelp } from './help.ts'
import { history } from './history/command.ts'
import { images } from './images/command.ts'
import { init } from './init/command.ts'
import { promote } from './promote/command.ts'
import { reject } from './reject/command.ts'
import { rollback } from './rollback/command.ts'
import { sandbox } from './sandbox/command.ts'
import { session } from './session/command.ts'
import { status } from './status/command.ts'
import { afterOptions, type Start, toCommander } from './to-commander.ts'
import { trust } from './trust/command.ts'
import { verify } from './verify/command.ts'
import { watch } from './watch/command.ts'
import { whoami } from './whoami/command.ts'

/** Every command, in the order of help. */
export const commands: readonly (CommandDefinition | CommandGroup)[] = [
  init,
  doctor,
  bake,
  images,
  verify,
  promote,
  channels,
  history,
  reject,
  freeze,
  unfreeze,
  deploy,
  watch,
  status,
  rollback,
  clean,
  whoami,
  session,
  trust,
  sandbox,
  completion,
]

/** Reads the arguments and runs one command; ends with its exit status. No error ever prints a stack. */
export async function run(argv: readonly string[], version: string): Promise<void> {
  endQuietlyOnClosedPipe()
  process.on('uncaughtException', async (error: NodeJS.ErrnoException) => {
    // Standard error is closed: the work continues.
    if (error.code === 'EPIPE') return
    await showUnexpected(error)
    process.exit()
  })
  const program: Command = createProgram(version, async chosen =>
    (await import('./execute.ts')).execute(chosen, () => describeProgram(program)),
  )
  program.hook('preAction', (_, command) => {
    leaveWorkingFolder()
    startDebug(command.opts())
  })
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else await showUnexpected(error)
  }
}

export function createProgram(version: string, start: Start): Command {
  const program = new Command('packer-ecs')
    .description('Bake, test and roll out your own ECS container-instance AMIs.')
    .version(version, '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .enablePositionalOptions()
    .helpCommand(false)
    .showHelpAfterError('(packer-ecs --help shows the commands and options)')
    .exitOverride()
    .addHelpText('after', afterOptions({ examples }))
  for (const definition of commands) program.addCommand(toCommander(definition, start))
  addHelp(program)
  return program
}

const examples = [
  ['packer-ecs init', 'create a packer-ecs.yaml'],
  ['packer-ecs doctor', 'check what is available and what is missing'],
  ['packer-ecs bake --sandbox', 'bake on this machine, without an AWS account'],
  ['packer-ecs bake', 'bake the only image of packer-ecs.yaml with AWS_PROFILE'],
  ['packer-ecs bake ecs --dry-run', 'show what would be baked, and the Packer command'],
  ['packer-ecs images', 'list the AMIs that were baked, newest first'],
  ['packer-ecs verify ecs', 'launch the newest one and check it'],
  ['packer-ecs deploy cluster', 'roll out the newest one'],
  ['packer-ecs status', 'show which instance runs which AMI'],
  ['packer-ecs clean', 'delete resources left behind by interrupted bakes'],
] as const
