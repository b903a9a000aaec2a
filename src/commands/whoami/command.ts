import { defineCommand } from '../define-command.ts'

export const whoami = defineCommand({
  name: 'whoami',
  summary: 'Show the AWS identity that commands use: account, role, region, expiry.',
  details: 'If the profile requires MFA, whoami asks for a code once; the session then lasts 36 hours.',
  examples: [['packer-ecs whoami --profile build'], ['packer-ecs whoami --json | jq -r .accountId']],
  exitStatuses: [
    [0, 'the credentials work'],
    [1, 'they do not work'],
    [2, 'wrong usage'],
  ],
  purpose: 'whoami',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})
