import { defineCommand } from '../define-command.ts'
import { argument, option } from '../options.ts'

export const reject = defineCommand({
  name: 'reject',
  summary: 'Reject an AMI for good: it is never deployed by default, reused or promoted again.',
  arguments: { ami: argument('<ami>', 'id of an AMI') },
  options: { reason: option('--reason <text>', 'stored in the history of the image; required') },
  details: 'A rejection cannot be taken back. Running instances keep the AMI; roll back to replace them.',
  examples: [['packer-ecs reject ami-0123456789abcdef0 --reason "agent loses its connection"']],
  exitStatuses: [
    [0, 'rejected'],
    [1, 'failed'],
    [2, 'wrong usage or configuration'],
  ],
  purpose: 'promote',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
