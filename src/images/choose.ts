import { imageIdPattern, releasePattern } from '../config/schema/base.ts'
import type { Base, ImageSettings, Project } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'

export interface ChosenImage {
  readonly image: string
  readonly settings: ImageSettings
}

/**
 * The images to bake: the named ones, all, or the only one.
 *
 * @throws ToolError IMAGE_UNKNOWN, IMAGE_NOT_CHOSEN, IMAGES_TWICE, NO_IMAGES
 */
export function chooseImages(
  project: Project,
  { named, all }: { named: readonly string[]; all: boolean },
): ChosenImage[] {
  const names = Object.keys(project.images)
  if (all && named.length > 0) {
    throw new ToolError('IMAGES_TWICE', `cannot use --all together with image names (${named.join(', ')})`, {
      hint: 'Pass either --all or image names.',
      exitStatus: 2,
    })
  }
  if (names.length === 0) throw noImages(project)
  if (all || (named.length === 0 && names.length === 1)) return names.map(name => imageOf(project, name))
  if (named.length === 0) {
    throw new ToolError(
      'IMAGE_NOT_CHOSEN',
      `image name required: ${project.file} has ${names.length} images`,
      {
        hint: `Pass one or more names, or --all. Images: ${names.join(', ')}.`,
        exitStatus: 2,
      },
    )
  }
  return [...new Set(named)].map(name => imageOf(project, name))
}

function imageOf(project: Project, image: string): ChosenImage {
  const settings = Object.hasOwn(project.images, image) ? project.images[image] : undefined
  if (settings !== undefined) return { image, settings }
  throw new ToolError('IMAGE_UNKNOWN', `image "${image}" not found in ${project.file}`, {
    hint: `Use one of these: ${Object.keys(project.images).join(', ')}.`,
    exitStatus: 2,
  })
}

function noImages({ file }: Project): ToolError {
  return new ToolError('NO_IMAGES', `${file} has no images`, {
    why: 'A project that only deploys has nothing to bake.',
    hint: 'Add an image under "images", e.g. "ecs: {base: al2023}", or pass another configuration with --config.',
    exitStatus: 2,
  })
}

/** The settings with the base of --base-ami or --base-release, if any. */
export function withBase(
  settings: ImageSettings,
  { baseAmi, baseRelease }: { baseAmi?: string | undefined; baseRelease?: string | undefined },
): ImageSettings {
  if (baseAmi !== undefined && baseRelease !== undefined) {
    throw new ToolError('BASE_TWICE', 'cannot use --base-ami together with --base-release', {
      hint: 'Pass only one of the two options.',
      exitStatus: 2,
    })
  }
  assertForm('--base-ami', baseAmi, imageIdPattern, 'ami-0123456789abcdef0')
  assertForm('--base-release', baseRelease, releasePattern, '2023.0.20261022')
  const base: Base | undefined =
    baseAmi !== undefined
      ? { kind: 'ami', imageId: baseAmi }
      : baseRelease !== undefined
        ? { kind: 'release', release: baseRelease }
        : undefined
  return base === undefined ? settings : { ...settings, base }
}

/** Removes the bake's region from `copyTo`, so that a configuration can be baked in any of its regions. */
export function withoutCopyTo(settings: ImageSettings, region: string): ImageSettings {
  return { ...settings, copyTo: settings.copyTo.filter(name => name !== region) }
}

function assertForm(option: string, value: string | undefined, pattern: RegExp, example: string): void {
  if (value === undefined || pattern.test(value)) return
  throw new ToolError('OPTION_FORMAT', `invalid value "${value}" for ${option}`, {
    hint: `Use a value such as ${example}.`,
    exitStatus: 2,
  })
}
