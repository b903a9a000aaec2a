import { defineCommand } from '../define-command.ts'
import { argument, option } from '../options.ts'

export const promote = defineCommand({
  name: 'promote',
  summary: 'Move a channel to an AMI, so that the stacks of the channel receive it.',
  arguments: { ami: argument('<ami>', 'id of an AMI, or the name of an image: its newest good AMI') },
  options: {
    to: option('--to <channel>', 'channel, e.g. stable; required'),
    reason: option('--reason <text>', 'stored in the history of the image'),
    force: option('--force', 'promote an AMI that is not verified; requires --reason'),
    dryRun: option('--dry-run', 'show what would change'),
  },
  details: `Only a verified AMI is promoted. Shows what changes and asks for confirmation. A channel is the SSM
parameter /packer-ecs/PROJECT/IMAGE/CHANNEL. Promotion also protects the AMI against deregistration.`,
  examples: [
    ['packer-ecs promote ecs --to stable --reason "October patches"'],
    ['packer-ecs promote ami-0123456789abcdef0 --to beta --yes --json'],
    ['packer-ecs promote ecs --to stable --dry-run', 'show what would change'],
  ],
  exitStatuses: [
    [0, 'promoted, or nothing to do'],
    [1, 'failed or declined'],
    [2, 'wrong usage or configuration'],
    [130, 'interrupted'],
  ],
  purpose: 'promote',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
