import type { Command } from 'commander'
import type { CommonOptions } from '../../host/options.ts'
import { command } from '../common.ts'
import type { Handlers } from '../handlers.ts'

export function addDoctor(program: Command, handlers: Handlers): void {
  program.addCommand(
    command('doctor', 'Check what a bake needs, and say how to get what is missing. Changes nothing.')
      .addHelpText('after', examples)
      .action(async (options: CommonOptions) => {
        process.exitCode = await handlers.doctor(options)
      }),
  )
}

const examples = `
Examples:
  packer-ecs doctor --profile build
  packer-ecs doctor --sandbox
  packer-ecs doctor --json | jq '.checks[] | select(.ok | not)'

Exit status: 0 everything that is needed is there, 1 something is missing`
