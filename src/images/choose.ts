import type { Base, ImageSettings, Project } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'

/** @throws ToolError IMAGE_UNKNOWN, IMAGE_NOT_CHOSEN */
export function chooseImage(
  project: Project,
  name: string | undefined,
): { image: string; settings: ImageSettings } {
  const names = Object.keys(project.images)
  const image = name ?? (names.length === 1 ? names[0] : undefined)
  if (image === undefined) {
    throw new ToolError('IMAGE_NOT_CHOSEN', `${project.file} has ${names.length} images and none was named`, {
      hint: `Name one: ${names.join(', ')}.`,
      exitStatus: 2,
    })
  }
  const settings = Object.hasOwn(project.images, image) ? project.images[image] : undefined
  if (settings !== undefined) return { image, settings }
  throw new ToolError('IMAGE_UNKNOWN', `there is no image "${image}" in ${project.file}`, {
    hint: `It has: ${names.join(', ')}.`,
    exitStatus: 2,
  })
}

/** --base-ami and --base-release in place of what the configuration says. */
export function withBase(
  settings: ImageSettings,
  { baseAmi, baseRelease }: { baseAmi?: string | undefined; baseRelease?: string | undefined },
): ImageSettings {
  if (baseAmi !== undefined && baseRelease !== undefined) {
    throw new ToolError('BASE_TWICE', '--base-ami and --base-release were both given', {
      hint: 'Give one of the two: they name the base in different ways.',
      exitStatus: 2,
    })
  }
  const base: Base | undefined =
    baseAmi !== undefined
      ? { kind: 'ami', imageId: baseAmi }
      : baseRelease !== undefined
        ? { kind: 'release', release: baseRelease }
        : undefined
  return base === undefined ? settings : { ...settings, base }
}
