import { defineCommand } from '../define-command.ts'
import { argument } from '../options.ts'

/** The sandbox is a separate program, which has its own help and reads its own arguments. */
export const sandbox = defineCommand({
  name: 'sandbox',
  summary: 'Start, inspect or stop the offline stand-in for AWS.',
  arguments: { words: argument('[arguments...]', '') },
  examples: [['packer-ecs sandbox start'], ['packer-ecs sandbox status'], ['packer-ecs sandbox stop']],
  purpose: 'none',
  passesThrough: true,
  run: () => import('./run.ts'),
})
