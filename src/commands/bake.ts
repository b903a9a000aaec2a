import type { Command } from 'commander'
import type { BakeOptions } from '../wiring/options.ts'
import { command } from './common.ts'
import type { Handlers } from './handlers.ts'

export function addBake(program: Command, handlers: Handlers): void {
  program.addCommand(
    command('bake', 'Bake an image of the configuration into an AMI.')
      .argument('[image]', 'name in the configuration; needed when it has more than one')
      .option('--base-ami <id>', 'start from this AMI instead of the configured base')
      .option('--base-release <release>', 'start from this ECS-optimized release, e.g. 2023.0.20261022')
      .option('--force', 'bake although a good AMI holds the same')
      .option('--dry-run', 'stop after the plan; print the Packer command')
      .option('--keep-on-failure', 'leave the build instance running when a script fails')
      .option('--events <file>', 'append events as NDJSON')
      .addHelpText('after', examples)
      .action(async (image: string | undefined, options: BakeOptions) => {
        process.exitCode = await handlers.bake(image, options)
      }),
  )
}

const examples = `
Prints the AMI's id on standard output, everything else on standard error.

Examples:
  packer-ecs bake --sandbox --yes            rehearse here, install what is missing
  packer-ecs bake ecs --profile build        on AWS with a profile
  packer-ecs bake --base-release 2023.0.20261022
  AMI=$(packer-ecs bake ecs)                 for scripts
  packer-ecs bake --json --events bake.ndjson

Exit status: 0 baked or nothing to do, 1 failed, 2 wrong use or configuration, 130 interrupted`
