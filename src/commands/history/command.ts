import { defineCommand } from '../define-command.ts'
import { argument } from '../options.ts'

export const history = defineCommand({
  name: 'history',
  summary: 'Show what happened to the AMIs of an image: bakes, verdicts, promotions, rejections.',
  arguments: { image: argument('[image]', 'name in the configuration; required if it has more than one') },
  examples: [
    ['packer-ecs history ecs'],
    ['packer-ecs history ecs --json | jq \'.entries[] | select(.channel == "stable")\''],
  ],
  exitStatuses: [
    [0, 'shown, even if it is empty'],
    [1, 'failed'],
    [2, 'wrong usage or configuration'],
  ],
  purpose: 'channels',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
