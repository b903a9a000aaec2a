import { resolve } from 'node:path'
import { nearest } from '../config/nearest.ts'
import { stackName } from '../config/rules/stacks.ts'
import type { Project, StackSettings } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'

/** A stack of the configuration in one environment. */
export interface ChosenStack {
  /** Its name in the configuration. */
  readonly stack: string
  /** null if the stack has no environments and none was given. */
  readonly environment: string | null
  readonly stackName: string
  readonly settings: StackSettings
  /** Absolute paths. */
  readonly template: string
  readonly parameterFile: string | null
  /** The channel whose AMIs it receives; null: the newest good AMIs. */
  readonly channel: string | null
}

/**
 * Chooses the given or the only stack, in the given or the only environment.
 *
 * @throws ToolError STACK_UNKNOWN, STACK_NOT_CHOSEN, ENVIRONMENT_UNKNOWN, ENVIRONMENT_NOT_CHOSEN
 */
export function chooseStack(
  project: Project,
  named: string | undefined,
  environment: string | undefined,
): ChosenStack {
  const names = Object.keys(project.stacks)
  const stack = named ?? (names.length === 1 ? names[0] : undefined)
  if (stack === undefined) throw notChosen(project, names)
  const settings = settingsOf(project, stack)
  return inEnvironment(project, stack, settings, chooseEnvironment(stack, settings, environment))
}

/**
 * Every stack in every environment, limited to the given stack and environment; for commands that only read.
 *
 * @throws ToolError STACK_UNKNOWN, ENVIRONMENT_UNKNOWN, ENVIRONMENT_NOT_CHOSEN
 */
export function allStacks(
  project: Project,
  named: string | undefined,
  environment: string | undefined,
): ChosenStack[] {
  const stacks: [string, StackSettings][] =
    named === undefined ? Object.entries(project.stacks) : [[named, settingsOf(project, named)]]
  const found = stacks.flatMap(([stack, settings]) =>
    environmentsOf(settings, environment).map(one => inEnvironment(project, stack, settings, one)),
  )
  const [first] = stacks
  // If nothing matches, choosing for the first stack throws the reason.
  if (found.length === 0 && first !== undefined) chooseEnvironment(...first, environment)
  return found
}

/**
 * Every stack that has the given or the only environment, and those without environments.
 *
 * @throws ToolError STACK_NOT_CHOSEN, ENVIRONMENT_UNKNOWN, ENVIRONMENT_NOT_CHOSEN
 */
export function stacksOfEnvironment(project: Project, environment: string | undefined): ChosenStack[] {
  const names = Object.keys(project.stacks)
  if (names.length === 0) throw notChosen(project, names)
  const settings = Object.values(project.stacks)
  const environments = [...new Set(settings.flatMap(({ parameterFiles }) => Object.keys(parameterFiles)))]
  if (environment !== undefined || environments.length <= 1)
    return allStacks(project, undefined, environment ?? environments[0])
  throw new ToolError('ENVIRONMENT_NOT_CHOSEN', `no environment given for the stacks of ${project.file}`, {
    hint: `Pass one with --env: ${environments.join(', ')}.`,
    exitStatus: 2,
  })
}

function environmentsOf(
  { name, parameterFiles }: StackSettings,
  named: string | undefined,
): (string | null)[] {
  const environments = Object.keys(parameterFiles)
  if (environments.length > 0) return environments.filter(one => named === undefined || one === named)
  return named === undefined && name.includes('{env}') ? [] : [named ?? null]
}

/** @throws ToolError STACK_UNKNOWN */
function settingsOf(project: Project, stack: string): StackSettings {
  const settings = Object.hasOwn(project.stacks, stack) ? project.stacks[stack] : undefined
  if (settings === undefined) throw unknown(project, stack, Object.keys(project.stacks))
  return settings
}

function inEnvironment(
  project: Project,
  stack: string,
  settings: StackSettings,
  environment: string | null,
): ChosenStack {
  const file = environment === null ? undefined : settings.parameterFiles[environment]
  return {
    stack,
    environment,
    stackName: stackName(settings.name, { name: project.name, environment: environment ?? '', stack }),
    settings,
    template: resolve(project.folder, settings.template),
    parameterFile: file === undefined ? null : resolve(project.folder, file),
    channel: settings.channels[environment ?? ''] ?? settings.channels['*'] ?? null,
  }
}

function chooseEnvironment(
  stack: string,
  { name, parameterFiles }: StackSettings,
  named: string | undefined,
): string | null {
  const environments = Object.keys(parameterFiles)
  if (named !== undefined) {
    if (environments.length === 0 && /^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/.test(named)) return named
    if (environments.includes(named)) return named
    throw new ToolError('ENVIRONMENT_UNKNOWN', `stacks.${stack} has no environment "${named}"`, {
      hint:
        environments.length === 0
          ? 'Use letters, digits and hyphens, at most 40.'
          : `Its environments: ${environments.join(', ')}. To add one, add its parameter file under stacks.${stack}.parameterFiles.`,
      exitStatus: 2,
    })
  }
  if (environments.length === 1) return environments[0] ?? null
  if (environments.length === 0 && !name.includes('{env}')) return null
  throw new ToolError('ENVIRONMENT_NOT_CHOSEN', `no environment given for stacks.${stack}`, {
    hint: `Pass one with --env${environments.length === 0 ? '' : `: ${environments.join(', ')}`}.`,
    exitStatus: 2,
  })
}

function notChosen(project: Project, names: readonly string[]): ToolError {
  const what = names.length === 0 ? 'no stacks' : `${names.length} stacks, and none was given`
  return new ToolError('STACK_NOT_CHOSEN', `${project.file} has ${what}`, {
    hint:
      names.length === 0
        ? 'Add one under "stacks:". docs/configuration.md lists its keys; cfn/cluster/template.yml is an example of a template.'
        : `Pass one of: ${names.join(', ')}.`,
    exitStatus: 2,
  })
}

function unknown(project: Project, stack: string, names: readonly string[]): ToolError {
  const near = nearest(stack, names)
  return new ToolError('STACK_UNKNOWN', `there is no stack "${stack}" in ${project.file}`, {
    hint:
      near !== undefined
        ? `Did you mean "${near}"?`
        : names.length === 0
          ? 'Add it under "stacks:"; docs/configuration.md lists its keys.'
          : `Its stacks: ${names.join(', ')}.`,
    exitStatus: 2,
  })
}
