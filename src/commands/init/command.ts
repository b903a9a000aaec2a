import type { Command } from 'commander'
import type { CommonOptions } from '../../host/options.ts'
import { command } from '../common.ts'
import type { Handlers } from '../handlers.ts'

export function addInit(program: Command, handlers: Handlers): void {
  program.addCommand(
    command('init', 'Write a packer-ecs.yaml and a cluster to begin with; never over files that are there.')
      .addHelpText('after', examples)
      .action(async (options: CommonOptions) => {
        process.exitCode = await handlers.init(options)
      }),
  )
}

const examples = `
Asks for the image's name, architecture, data volume and time zone, and which stacks to add. The template and the
parameter file of each stack are copied to cfn/STACK/.

Examples:
  packer-ecs init
  packer-ecs init --yes                        take every default, ask nothing
  packer-ecs init --config batch/packer-ecs.yaml`
