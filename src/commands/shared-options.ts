import { option } from './options.ts'

/** Options that every command accepts, in the order of help. */
export const sharedOptions = {
  config: { ...option('--config <file>', 'configuration file'), default: 'packer-ecs.yaml' },
  profile: option('--profile <name>', 'AWS profile (default: AWS_PROFILE)'),
  region: option('--region <region>', 'AWS region (default: AWS_REGION, or the region of the profile)'),
  sandbox: option('--sandbox', 'use the offline stand-in for AWS; start it if it is not running'),
  json: option('--json', 'print one JSON document to standard output'),
  yes: option('-y, --yes', 'answer yes to every question'),
  trust: option('--trust', 'trust the project for this command (see "packer-ecs trust")'),
  quiet: option('-q, --quiet', 'print only results and errors'),
  debug: option('--debug', 'print every AWS call and every program that is started, without secrets'),
}

export type SharedOption = keyof typeof sharedOptions

interface Uses {
  readonly shared?: readonly SharedOption[]
  readonly purpose: string
  readonly document?: unknown
}

/** Those that have an effect on a command; it accepts the others as well, so that scripts can pass them to all. */
export function usedOptions({ shared, purpose, document }: Uses): readonly SharedOption[] {
  const all = Object.keys(sharedOptions) as SharedOption[]
  if (purpose !== 'none') return all
  const always: SharedOption[] = document === undefined ? ['debug'] : ['json', 'debug']
  return all.filter(name => always.includes(name) || shared?.includes(name))
}
