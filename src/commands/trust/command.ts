import { defineCommand } from '../define-command.ts'

export const trust = defineCommand({
  name: 'trust',
  summary: 'Trust what a project runs on this machine and reads outside of its folder.',
  details:
    'Commands refuse a project with session.mfaCommand, its own Packer template, or files outside of\n' +
    'its folder until you trust it. When one of these settings, the template or the MFA program\n' +
    'changes, you are asked to trust it again.',
  shared: ['config', 'yes', 'quiet'],
  examples: [
    ['packer-ecs trust', 'show what needs trust, and ask'],
    ['packer-ecs trust --yes', 'trust it without a question'],
  ],
  exitStatuses: [
    [0, 'trusted, or nothing needs trust'],
    [1, 'failed or declined'],
    [2, 'wrong usage or configuration'],
    [130, 'interrupted'],
  ],
  purpose: 'none',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
