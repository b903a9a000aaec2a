import { Command, CommanderError } from 'commander'
import { endQuietlyOnClosedPipe, showUnexpected, startDebug } from '../host/process.ts'
import { addBake } from './bake/command.ts'
import { addClean } from './clean/command.ts'
import { addCompletion } from './completion/command.ts'
import { addDeploy } from './deploy/command.ts'
import { addDoctor } from './doctor/command.ts'
import { type Handlers, handlers } from './handlers.ts'
import { addHelp } from './help.ts'
import { addImages } from './images/command.ts'
import { addInit } from './init/command.ts'
import { addSandbox } from './sandbox/command.ts'
import { addSession } from './session/command.ts'
import { addStatus } from './status/command.ts'
import { addWatch } from './watch/command.ts'
import { addWhoami } from './whoami/command.ts'

/** Reads the arguments and starts one command; ends with its exit status. No error ever shows a stack. */
export async function run(argv: readonly string[], version: string): Promise<void> {
  endQuietlyOnClosedPipe()
  process.on('uncaughtException', async (error: NodeJS.ErrnoException) => {
    // Standard error that nobody reads any more: the work goes on.
    if (error.code === 'EPIPE') return
    await showUnexpected(error)
    process.exit()
  })
  const program = createProgram(version, handlers)
  program.hook('preAction', (_, command) => startDebug(command.opts()))
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2
    else await showUnexpected(error)
  }
}

export function createProgram(version: string, handlers: Handlers): Command {
  const program = new Command('packer-ecs')
    .description('Bake, prove and roll out your own ECS container-instance AMIs.')
    .version(version, '-V, --version')
    .helpOption('-h, --help')
    .enablePositionalOptions()
    .helpCommand(false)
    .showHelpAfterError('(packer-ecs --help shows the commands and options)')
    .exitOverride()
    .addHelpText('after', examples)
  addInit(program, handlers)
  addDoctor(program, handlers)
  addBake(program, handlers)
  addImages(program, handlers)
  addDeploy(program, handlers)
  addWatch(program, handlers)
  addStatus(program, handlers)
  addClean(program, handlers)
  addWhoami(program, handlers)
  addSession(program, handlers)
  addSandbox(program, handlers)
  addCompletion(program, handlers)
  addHelp(program)
  return program
}

const examples = `
Examples:
  packer-ecs init                 write a packer-ecs.yaml to begin with
  packer-ecs doctor               see what is there and what is missing
  packer-ecs bake --sandbox       bake on this machine, without an AWS account
  packer-ecs bake                 bake the only image of packer-ecs.yaml with AWS_PROFILE
  packer-ecs bake ecs --dry-run   show what would be baked, and the Packer command
  packer-ecs images               which AMIs were baked, newest first
  packer-ecs deploy cluster       roll the newest one out
  packer-ecs status               which instance runs which AMI
  packer-ecs clean                remove what a bake that died has left behind`
