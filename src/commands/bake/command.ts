import type { Command } from 'commander'
import type { BakeOptions } from '../../host/options.ts'
import { command } from '../common.ts'
import type { Handlers } from '../handlers.ts'

export function addBake(program: Command, handlers: Handlers): void {
  program.addCommand(
    command('bake', 'Bake images of the configuration into AMIs.')
      .argument('[images...]', 'names in the configuration; needed when it has more than one')
      .option('--all', 'every image of the configuration, several at once')
      .option('--base-ami <id>', 'start from this AMI instead of the configured base')
      .option('--base-release <release>', 'start from this ECS-optimized release, e.g. 2023.0.20261022')
      .option('--force', 'bake although a good AMI holds the same')
      .option('--dry-run', 'stop after the plan; print the Packer command')
      .option('--keep-on-failure', 'leave the build instance running when a script fails')
      .option('--events <file>', 'append events as NDJSON')
      .addHelpText('after', examples)
      .action(async (images: string[], options: BakeOptions) => {
        process.exitCode = await handlers.bake(images, options)
      }),
  )
}

const examples = `
Prints the AMI's id on standard output, everything else on standard error.

Examples:
  packer-ecs bake --sandbox --yes            rehearse here, install what is missing
  packer-ecs bake ecs --profile build        on AWS with a profile
  packer-ecs bake web batch                  two images at once
  packer-ecs bake --base-release 2023.0.20261022
  AMI=$(packer-ecs bake ecs)                 for scripts
  packer-ecs bake --json --events bake.ndjson

Exit status: 0 baked or nothing to do, 1 failed, 2 wrong use or configuration, 130 interrupted`
