import { defineCommand } from '../define-command.ts'

export const channels = defineCommand({
  name: 'channels',
  summary: 'List the channels of each image, their AMIs, and the stacks that receive them.',
  examples: [
    ['packer-ecs channels'],
    ["packer-ecs channels --json | jq -r '.images[0].channels.stable.imageId'"],
  ],
  exitStatuses: [
    [0, 'listed, even if there are none'],
    [1, 'failed'],
    [2, 'wrong usage or configuration'],
  ],
  purpose: 'channels',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
