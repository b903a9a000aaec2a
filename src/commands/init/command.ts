import { defineCommand } from '../define-command.ts'
import { option } from '../options.ts'

export const init = defineCommand({
  name: 'init',
  summary: 'Create a packer-ecs.yaml and, if you want one, a cluster stack. Never overwrites a file.',
  details: `Asks for the name, architecture, data volume and time zone of the image, and which stacks to
add. The template and the parameter file of each stack are copied to cfn/STACK/.`,
  options: { cluster: option('--no-cluster', 'do not add the cluster stack') },
  shared: ['config', 'yes', 'quiet'],
  examples: [
    ['packer-ecs init'],
    ['packer-ecs init --yes', 'use the default answers'],
    ['packer-ecs init --config batch/packer-ecs.yaml'],
  ],
  exitStatuses: [
    [0, 'created'],
    [1, 'failed'],
    [2, 'wrong usage, or a file exists'],
    [130, 'interrupted'],
  ],
  purpose: 'none',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
