import { basename } from 'node:path'
import { type Finding, formatPath, type Path, showValue, valueAt } from '../finding.ts'
import { nearest } from '../nearest.ts'
import type { StackSettings } from '../settings.ts'
import { isIntact } from './check-rules.ts'

export interface CheckedStacks {
  readonly name: string | null
  readonly stacks: Readonly<Record<string, StackSettings>>
  /** The data of the file, including the names of images with faults. */
  readonly written: unknown
  /** Paths with known faults. */
  readonly faulty: readonly Path[]
  readonly folder: string
}

/** Conflicts in `stacks`, and between `stacks` and other settings. */
export function checkStacks(checked: CheckedStacks): Finding[] {
  return Object.entries(checked.stacks).flatMap(([stack, settings]) => {
    const namePath = ['stacks', stack, 'name']
    return [
      ...(isIntact(namePath, checked.faulty) ? nameFindings(namePath, stack, settings, checked) : []),
      ...amiFindings(['stacks', stack, 'amis'], settings, checked),
      ...channelFindings(['stacks', stack, 'channel'], settings, checked),
    ]
  })
}

const longestName = 128

function nameFindings(
  path: Path,
  stack: string,
  { name: pattern, parameterFiles }: StackSettings,
  { name, written, faulty, folder }: CheckedStacks,
): Finding[] {
  const shown = valueAt(written, path) === undefined ? ' (the default)' : ''
  const what = `${formatPath(path)} is ${showValue(pattern)}${shown}`
  const environments = Object.keys(parameterFiles)
  const findings: Finding[] = []
  if (pattern.includes('{project}') && name === null && isIntact(['project'], faulty)) {
    findings.push({
      code: 'KEY_MISSING',
      path: ['project'],
      what: `project is missing, and ${what}`,
      why: 'packer-ecs does not use the folder name: it can differ between clones, and each would create its own stack.',
      hint: `Add "project: ${projectName(folder)}" at the top of the file, or remove {project} from the name.`,
    })
  }
  if (environments.length > 1 && !pattern.includes('{env}')) {
    findings.push({
      code: 'NAME_PATTERN',
      path,
      what: `${what}, which does not have {env}, but there are ${environments.length} environments`,
      why: 'All environments would use the same stack.',
      hint: 'Add {env}, e.g. "{project}-{env}-{stack}".',
    })
  }
  const longest = Math.max(
    ...[...environments, ''].map(environment => stackName(pattern, { name, environment, stack }).length),
  )
  if (longest > longestName) {
    findings.push({
      code: 'NAME_PATTERN',
      path,
      what: `${what}, which has up to ${longest} characters with its placeholders replaced`,
      hint: `Shorten it by ${longest - longestName} characters: CloudFormation allows ${longestName}.`,
    })
  }
  return findings
}

/** The pattern with its placeholders replaced. */
export function stackName(
  pattern: string,
  { name, environment, stack }: { name: string | null; environment: string; stack: string },
): string {
  return pattern
    .replaceAll('{project}', name ?? '')
    .replaceAll('{env}', environment)
    .replaceAll('{stack}', stack)
}

function amiFindings(path: Path, { amis }: StackSettings, { written }: CheckedStacks): Finding[] {
  const images = Object.keys((valueAt(written, ['images']) as object | undefined) ?? {})
  return Object.entries(amis)
    .filter(([, image]) => !images.includes(image))
    .map(([parameter, image]) => {
      const near = nearest(image, images)
      const what = `${formatPath([...path, parameter])} is ${showValue(image)}`
      const unknown = { code: 'STACK_IMAGE_UNKNOWN', path: [...path, parameter] }
      if (images.length === 0) {
        return {
          ...unknown,
          what: `${what}, but this file has no images`,
          hint: `Add the image under "images", or remove ${parameter} from amis and set it in a parameter file, with --parameter or with --ami.`,
        }
      }
      return {
        ...unknown,
        what: `${what}, which is not an image of this file`,
        hint: near === undefined ? `Use one of these: ${images.join(', ')}.` : `Did you mean "${near}"?`,
      }
    })
}

function channelFindings(
  path: Path,
  { name: stackNamePattern, amis, channels, parameterFiles }: StackSettings,
  { name, faulty, folder }: CheckedStacks,
): Finding[] {
  if (Object.keys(channels).length === 0) return []
  const findings: Finding[] = []
  if (name === null && isIntact(['project'], faulty)) {
    findings.push({
      code: 'KEY_MISSING',
      path: ['project'],
      what: `project is missing, and ${formatPath(path)} is set`,
      why: 'Channels belong to a project.',
      hint: `Add "project: ${projectName(folder)}" at the top of the file, or remove ${formatPath(path)}.`,
    })
  }
  if (Object.keys(amis).length === 0) {
    findings.push({
      code: 'CHANNEL_WITHOUT_AMIS',
      path,
      what: `${formatPath(path)} is set, but the stack has no amis`,
      why: 'A channel belongs to an image, and amis names the image of each parameter.',
      hint: 'Add the parameter and its image, e.g. amis: {ImageId: ecs}, or remove the channel.',
    })
  }
  const environments = Object.keys(parameterFiles)
  for (const environment of Object.keys(channels)) {
    if (environment === '*' || environments.includes(environment)) continue
    if (environments.length === 0) {
      if (!stackNamePattern.includes('{env}')) findings.push(channelOfNoEnvironment(path, environment))
      continue
    }
    findings.push({
      code: 'ENVIRONMENT_UNKNOWN',
      path: [...path, environment],
      what: `${formatPath([...path, environment])} is set, but the stack has no environment "${environment}"`,
      hint: `Its environments: ${environments.join(', ')}.`,
    })
  }
  return findings
}

/** Without it, a deploy without --env would update the same stack and pass over the channel. */
function channelOfNoEnvironment(path: Path, environment: string): Finding {
  return {
    code: 'ENVIRONMENT_UNKNOWN',
    path: [...path, environment],
    what: `${formatPath([...path, environment])} is set, but the stack has no environments`,
    why: 'A deploy without --env would not use the channel.',
    hint: 'Name the channel for all deploys, e.g. channel: stable, or add parameterFiles or {env} in the name of the stack.',
  }
}

/** A project name made from the folder's name, for the hint. */
export function projectName(folder: string): string {
  const name = basename(folder)
    .replaceAll(/[^A-Za-z0-9-]+/g, '-')
    .replace(/^[^A-Za-z]+/, '')
    .slice(0, 40)
  return name === '' ? 'my-project' : name
}
