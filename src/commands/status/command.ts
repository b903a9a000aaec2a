import { defineCommand } from '../define-command.ts'
import { argument, option } from '../options.ts'

export const status = defineCommand({
  name: 'status',
  summary: 'Show the state of each stack, and which AMI each instance runs.',
  arguments: { stack: argument('[stack]', 'name in the configuration (default: every stack)') },
  options: { env: option('--env <name>', 'only this environment') },
  examples: [
    ['packer-ecs status'],
    ['packer-ecs status cluster --env prod'],
    ["packer-ecs status --json | jq '.stacks[].instances[] | select(.behind.bakes > 0)'"],
  ],
  exitStatuses: [
    [0, 'shown, whatever the state'],
    [1, 'failed'],
    [2, 'wrong usage or configuration'],
  ],
  purpose: 'status',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
