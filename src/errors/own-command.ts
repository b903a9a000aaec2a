import { shellWord } from './shell-word.ts'

/** An option with its value, if it takes one. */
export type RepeatedOption = readonly [flag: string] | readonly [flag: string, value: string]

/** Options of a run that the commands in its hints repeat. */
export interface RepeatedOptions {
  /** Which configuration. */
  readonly project: readonly RepeatedOption[]
  /** Which AWS account and region, and how they are reached. */
  readonly account: readonly RepeatedOption[]
  /** Which environment of a stack. */
  readonly environment: readonly RepeatedOption[]
}

const none: RepeatedOptions = { project: [], account: [], environment: [] }

let repeated = none

/** Called once, when the arguments of this run are read. */
export function repeatInHints(options: RepeatedOptions = none): void {
  repeated = options
}

/**
 * A command of packer-ecs in a hint or notice, to be pasted into a shell. It repeats the options of this run, so that it
 * works on the same configuration, account and environment.
 *
 * @param words arguments and options
 */
export function ownCommand(command: OwnCommand, ...words: readonly string[]): string {
  const { project, account, environment } = repeated
  const options = {
    nothing: [],
    project,
    account: [...project, ...account],
    stack: [...project, ...account, ...environment],
  }[dependsOn[command]]
  const added = options.filter(([flag]) => !words.includes(flag)).flatMap(option => [...option])
  return ['packer-ecs', ...command.split(' '), ...[...words, ...added].map(shellWord)].join(' ')
}

const dependsOn = {
  bake: 'account',
  channels: 'account',
  clean: 'account',
  deploy: 'stack',
  doctor: 'account',
  history: 'account',
  images: 'account',
  init: 'project',
  promote: 'account',
  reject: 'account',
  rollback: 'account',
  'sandbox start': 'nothing',
  status: 'stack',
  trust: 'project',
  unfreeze: 'account',
  verify: 'stack',
  watch: 'stack',
  whoami: 'account',
} as const

export type OwnCommand = keyof typeof dependsOn
