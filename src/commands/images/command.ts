import { defineCommand } from '../define-command.ts'
import { option } from '../options.ts'

export const images = defineCommand({
  name: 'images',
  summary: 'List the AMIs that packer-ecs baked, newest first.',
  details: `Lists the AMIs of the configuration's project and those from before AMIs were assigned to projects.
Without a configuration, lists the AMIs of every project.`,
  options: { all: option('--all', 'list the AMIs of every project') },
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
