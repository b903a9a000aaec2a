import { Command, CommanderError } from 'commander'
import { addBake } from './bake.ts'
import { type Handlers, handlers } from './handlers.ts'
import { addImages } from './images.ts'
import { addSandbox } from './sandbox.ts'

/** Reads the arguments and starts one command; ends with its exit status. */
export async function run(argv: readonly string[], version: string): Promise<void> {
  const program = createProgram(version, handlers)
  try {
    await program.parseAsync(argv, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? 0 : 2
  }
}

export function createProgram(version: string, handlers: Handlers): Command {
  const program = new Command('packer-ecs')
    .description('Bake, prove and roll out your own ECS container-instance AMIs.')
    .version(version, '-V, --version')
    .helpOption('-h, --help')
    .enablePositionalOptions()
    .showHelpAfterError('(packer-ecs --help shows the commands and options)')
    .exitOverride()
    .addHelpText('after', examples)
  addBake(program, handlers)
  addImages(program, handlers)
  addSandbox(program, handlers)
  return program
}

const examples = `
Examples:
  packer-ecs bake --sandbox       bake on this machine, without an AWS account
  packer-ecs bake                 bake the only image of packer-ecs.yaml with AWS_PROFILE
  packer-ecs bake ecs --dry-run   show what would be baked, and the Packer command
  packer-ecs images               which AMIs were baked, newest first`
