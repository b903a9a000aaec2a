import type { Command } from 'commander'
import type { CommonOptions } from '../../host/options.ts'
import { command } from '../common.ts'
import type { Handlers } from '../handlers.ts'

export function addImages(program: Command, handlers: Handlers): void {
  program.addCommand(
    command('images', 'List the AMIs that this tool baked, newest first.')
      .addHelpText('after', examples)
      .action(async (options: CommonOptions) => {
        process.exitCode = await handlers.images(options)
      }),
  )
}

const examples = `
Examples:
  packer-ecs images --sandbox
  packer-ecs images --profile build --region eu-central-1
  packer-ecs images --json | jq -r '.images[0].imageId'

Exit status: 0 listed, also when there is none, 1 failed, 2 wrong use`
