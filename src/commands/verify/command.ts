import { defineCommand } from '../define-command.ts'
import { argument, option } from '../options.ts'

export const verify = defineCommand({
  name: 'verify',
  summary: 'Launch an AMI like the stack that receives it, and check it.',
  arguments: {
    image: argument(
      '[ami|image]',
      'id of an AMI, or name in the configuration for its newest good AMI; required if it has more than one',
    ),
  },
  options: {
    like: option('--like <stack>', 'launch like this stack of the configuration'),
    env: option('--env <name>', 'environment of that stack; required if it has more than one'),
  },
  details: `Launches one instance in a separate stack, which it offers to deploy, and ends it after at most 10 minutes. The result is stored: an AMI that failed is not deployed. Prints the id of the AMI to standard output,
and everything else to standard error.`,
  examples: [
    ['packer-ecs verify --sandbox --yes', 'rehearse on this machine'],
    ['packer-ecs verify ecs', 'verify the newest good AMI of an image'],
    ['packer-ecs verify ami-0123456789abcdef0 --like cluster --env prod'],
    ['packer-ecs verify ecs --json | jq .checks'],
  ],
  exitStatuses: [
    [0, 'verified'],
    [1, 'a check failed, or the AMI could not be checked'],
    [2, 'wrong usage or configuration'],
    [130, 'interrupted'],
  ],
  purpose: 'verify',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
