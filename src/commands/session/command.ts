import { type CommandGroup, defineCommand } from '../define-command.ts'

const details = 'AWS ends a session only when it expires; "clear" deletes it from this machine.'
const examples = [['packer-ecs session clear']] as const

const clear = defineCommand({
  name: 'clear',
  summary: 'Delete every cached MFA session.',
  details,
  shared: ['quiet'],
  examples,
  exitStatuses: [
    [0, 'deleted, or there were none'],
    [1, 'failed'],
    [2, 'wrong usage'],
  ],
  purpose: 'none',
  document: () => import('./document.ts'),
  run: () => import('./run.ts'),
})

export const session: CommandGroup = {
  name: 'session',
  summary: 'Manage cached MFA sessions.',
  details,
  examples,
  commands: [clear],
}
