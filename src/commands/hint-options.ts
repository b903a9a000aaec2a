import type { RepeatedOption, RepeatedOptions } from '../errors/own-command.ts'
import { sharedOptions } from './shared-options.ts'

/** The options of a run that the commands in its hints repeat. */
export function hintOptions(options: Readonly<Record<string, unknown>>): RepeatedOptions {
  const { config, profile, region, sandbox, trust, env } = options
  return {
    project: config === sharedOptions.config.default ? [] : repeated('--config', config),
    account: [
      ...repeated('--profile', profile),
      ...repeated('--region', region),
      ...repeated('--sandbox', sandbox),
      ...repeated('--trust', trust),
    ],
    environment: repeated('--env', env),
  }
}

function repeated(flag: string, value: unknown): RepeatedOption[] {
  if (typeof value === 'string') return [[flag, value]]
  return value === true ? [[flag]] : []
}
