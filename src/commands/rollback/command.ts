import { defineCommand } from '../define-command.ts'
import { argument, option } from '../options.ts'

export const rollback = defineCommand({
  name: 'rollback',
  summary: 'Bring a stack back to what it ran before, or a channel to the AMI that it held before.',
  arguments: {
    name: argument(
      '[name]',
      'stack, or with --channel image; required if the configuration has more than one',
    ),
  },
  options: {
    env: option('--env <name>', 'environment of the stack; required if it has more than one'),
    channel: option('--channel <channel>', 'move this channel of an image back, instead of a stack'),
    reason: option('--reason <text>', 'stored in the history of the image'),
    reject: option('--no-reject', 'do not reject the AMI that is left'),
    dryRun: option('--dry-run', 'show what would change'),
  },
  details: `Needs no bake. Cancels an update that is in progress, continues a rollback that failed, and otherwise deploys
the template and the parameters of the deployment before. The AMI that is left is rejected: it is never
deployed by default or promoted again.`,
  examples: [
    ['packer-ecs rollback cluster --env prod'],
    ['packer-ecs rollback cluster --env prod --dry-run', 'show what would change'],
    ['packer-ecs rollback ecs --channel stable --reason "agent loses its connection"'],
  ],
  exitStatuses: [
    [0, 'rolled back, or nothing to do'],
    [1, 'failed or declined'],
    [2, 'wrong usage or configuration'],
    [130, 'interrupted'],
  ],
  purpose: 'rollback',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
