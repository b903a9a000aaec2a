import { defineCommand } from '../define-command.ts'
import { argument, option } from '../options.ts'

export const watch = defineCommand({
  name: 'watch',
  summary: 'Watch the operation of a stack that is in progress, no matter who started it.',
  arguments: { stack: argument('[stack]', 'name in the configuration, or the name of any stack') },
  options: { env: option('--env <name>', 'environment; required if the stack has more than one') },
  details: 'Ends when the operation ends. If none is in progress, watch reports how the last one ended.',
  examples: [['packer-ecs watch cluster --env prod'], ['packer-ecs watch my-other-stack']],
  exitStatuses: [
    [0, 'the operation succeeded'],
    [1, 'it failed or was rolled back'],
    [2, 'wrong usage or configuration'],
    [130, 'interrupted; the operation continues'],
  ],
  purpose: 'watch',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
