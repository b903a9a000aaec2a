import { defineCommand } from '../define-command.ts'

export const images = defineCommand({
  name: 'images',
  summary: 'List the AMIs that packer-ecs baked, newest first.',
  examples: [
    ['packer-ecs images --sandbox'],
    ['packer-ecs images --profile build --region eu-central-1'],
    ["packer-ecs images --json | jq -r '.images[0].imageId'"],
  ],
  exitStatuses: [
    [0, 'listed, even if there are none'],
    [1, 'failed'],
    [2, 'wrong usage'],
  ],
  purpose: 'images',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
