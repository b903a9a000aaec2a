import { readProject } from '#src/config/read-project.ts'
import type { ImageSettings } from '#src/config/settings.ts'
import { files } from '#src/host/system.ts'

/** Normalised settings of a small image, with single settings replaced. */
export async function imageSettings(replaced: Partial<ImageSettings> = {}): Promise<ImageSettings> {
  const { images } = await readProject(new URL('../../packer-ecs.yaml', import.meta.url).pathname, files)
  const settings = images.ecs
  if (settings === undefined) throw new Error('the example has no image "ecs"')
  return { ...settings, ...replaced }
}
