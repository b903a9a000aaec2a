import type { Command } from 'commander'
import type { DeployOptions } from '../../host/options.ts'
import { command } from '../common.ts'
import type { Handlers } from '../handlers.ts'

export function addDeploy(program: Command, handlers: Handlers): void {
  program.addCommand(
    command('deploy', 'Create or update a stack with the newest good AMI, and watch it.')
      .argument('[stack]', 'name in the configuration; needed when it has more than one')
      .option('--env <name>', 'environment; needed when the stack has more than one')
      .option('--ami <id>', 'deploy this AMI instead of the newest good one')
      .option('--parameter <key=value>', 'one parameter of the template; may be repeated', collect)
      .option('--dry-run', 'show the plan, change nothing')
      .option('--no-wait', 'end when the operation has started')
      .option('--write-parameters', 'write the AMI into the parameter file')
      .addHelpText('after', examples)
      .action(async (stack: string | undefined, options: DeployOptions) => {
        process.exitCode = await handlers.deploy(stack, options)
      }),
  )
}

function collect(value: string, others: readonly string[] = []): string[] {
  return [...others, value]
}

const examples = `
Shows the plan and asks. Prints the stack's outputs on standard output, everything else on standard error.

Examples:
  packer-ecs deploy cluster --sandbox --yes        rehearse here
  packer-ecs deploy cluster --env prod --dry-run   what would change
  packer-ecs deploy cluster --ami ami-0123456789abcdef0
  packer-ecs deploy cluster --parameter DesiredCapacity=3
  packer-ecs deploy cluster --yes --json | jq .outcome

Exit status: 0 deployed or nothing to do, 1 failed or rolled back, 2 wrong use, configuration or parameters,
130 interrupted`
