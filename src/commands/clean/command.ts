import { defineCommand } from '../define-command.ts'
import { option } from '../options.ts'

export const clean = defineCommand({
  name: 'clean',
  summary: 'Delete resources left behind by interrupted bakes. Never deletes a finished AMI.',
  options: {
    dryRun: option('--dry-run', 'show what would be deleted'),
    run: option('--run <id>', 'only resources of this run, even if another machine started it'),
    olderThan: option('--older-than <duration>', 'only runs that started longer ago: 30m, 12h, 7d'),
  },
  details:
    'Shows each resource and how it is known to belong to a bake, and asks before it deletes anything.',
  examples: [
    ['packer-ecs clean --dry-run'],
    ['packer-ecs clean --run 20261121-013000-a1b2'],
    ['packer-ecs clean --older-than 7d --yes --json', 'for a nightly job'],
  ],
  exitStatuses: [
    [0, 'cleaned, or nothing to do'],
    [1, 'a resource could not be deleted, or you declined'],
    [2, 'wrong usage'],
    [130, 'interrupted'],
  ],
  purpose: 'clean',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
