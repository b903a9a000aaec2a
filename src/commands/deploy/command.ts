import { defineCommand } from '../define-command.ts'
import { argument, option, repeatedOption } from '../options.ts'

export const deploy = defineCommand({
  name: 'deploy',
  summary: 'Create or update a stack with the newest good AMI or that of its channel, and watch it.',
  arguments: { stack: argument('[stack]', 'name in the configuration; required if it has more than one') },
  options: {
    all: option('--all', 'deploy every stack that has the environment, in the order of their imports'),
    env: option('--env <name>', 'environment; required if the stack has more than one'),
    ami: option('--ami <id>', 'deploy this AMI instead of the newest good one or that of the channel'),
    keepAmi: option('--keep-ami', 'change parameters only; keep the AMI that the stack has'),
    parameter: repeatedOption('--parameter <key=value>', 'set a parameter of the template; can be repeated'),
    dryRun: option('--dry-run', 'show the plan and change nothing'),
    wait: option('--no-wait', 'exit when the operation has started'),
    writeParameters: option(
      '--write-parameters',
      'write the id of the AMI and a chosen network to the parameter file',
    ),
  },
  details: `Shows the plan and asks for confirmation. Prints the outputs of the stack to standard output, and
everything else to standard error.`,
  examples: [
    ['packer-ecs deploy cluster --sandbox --yes', 'rehearse on this machine'],
    ['packer-ecs deploy cluster --env prod --dry-run', 'show what would change'],
    ['packer-ecs deploy service --parameter ImageTag=1.4.2'],
    ['packer-ecs deploy --all --env staging', 'deploy all stacks; stop at the first failure'],
    ['packer-ecs deploy cluster --ami ami-0123456789abcdef0'],
    ['packer-ecs deploy cluster --parameter DesiredCapacity=3 --keep-ami', 'change only parameters'],
    ['packer-ecs deploy cluster --yes --json | jq .outcome'],
  ],
  exitStatuses: [
    [0, 'deployed, or nothing to do'],
    [1, 'failed or rolled back'],
    [2, 'wrong usage, configuration or parameters'],
    [130, 'interrupted'],
  ],
  purpose: 'deploy',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
