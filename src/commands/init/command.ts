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
Asks for the image's name, architecture, data volume and time zone, and whether a cluster of it is to be deployed; then it
copies the cluster's template, too, to cfn/cluster.yml, with its parameters in cfn/dev.cfg.

Examples:
  packer-ecs init
  packer-ecs init --yes                        take every default, ask nothing
  packer-ecs init --config batch/packer-ecs.yaml`
