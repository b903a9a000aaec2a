import { defineCommand } from '../define-command.ts'
import { option } from '../options.ts'

export const freeze = defineCommand({
  name: 'freeze',
  summary: 'Stop promotions of the project until a date.',
  options: {
    until: option(
      '--until <date>',
      'last day, e.g. 2026-12-31 (UTC), or a time, e.g. 2026-12-31T18:00Z; required',
    ),
    reason: option('--reason <text>', 'shown to those who want to promote; required'),
  },
  details: 'Rollbacks and rejections are possible during a freeze. A second freeze replaces the first.',
  examples: [['packer-ecs freeze --until 2027-01-02 --reason "holidays"']],
  exitStatuses: [
    [0, 'frozen'],
    [1, 'failed'],
    [2, 'wrong usage or configuration'],
  ],
  purpose: 'promote',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})

export const unfreeze = defineCommand({
  name: 'unfreeze',
  summary: 'End the freeze of the project.',
  examples: [['packer-ecs unfreeze']],
  exitStatuses: [
    [0, 'not frozen'],
    [1, 'failed'],
    [2, 'wrong usage or configuration'],
  ],
  purpose: 'promote',
  document: () => import('./document.ts'),
  run: () => import('./run-unfreeze.ts'),
})
