import { defineCommand } from '../define-command.ts'
import { argument, option } from '../options.ts'

export const rollback = defineCommand({
  name: 'rollback',
  summary: 'Move a channel back to the AMI that it held before.',
  arguments: { image: argument('[image]', 'name in the configuration; required if it has more than one') },
  options: {
    channel: option('--channel <channel>', 'channel to move back; required'),
    reason: option('--reason <text>', 'stored in the history of the image'),
    reject: option('--no-reject', 'do not reject the AMI that is left'),
    dryRun: option('--dry-run', 'show what would change'),
  },
  details:
    'Needs no bake. The AMI that is left is rejected: it is never deployed by default or promoted again.',
  examples: [['packer-ecs rollback ecs --channel stable --reason "agent loses its connection"']],
  exitStatuses: [
    [0, 'rolled back'],
    [1, 'failed or declined'],
    [2, 'wrong usage or configuration'],
    [130, 'interrupted'],
  ],
  purpose: 'promote',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
