import { defineCommand } from '../define-command.ts'

export const doctor = defineCommand({
  name: 'doctor',
  summary: 'Check that everything a bake needs is available. Changes nothing.',
  examples: [
    ['packer-ecs doctor --profile build'],
    ['packer-ecs doctor --sandbox'],
    ["packer-ecs doctor --json | jq '.checks[] | select(.ok | not)'"],
  ],
  exitStatuses: [
    [0, 'everything that is needed is available'],
    [1, 'something is missing'],
    [2, 'wrong usage'],
  ],
  purpose: 'doctor',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
