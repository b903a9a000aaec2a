import type { Path } from './finding.ts'
import type { ImageSettings, MountedVolume, Volume } from './settings.ts'

/** All volumes of an image with their keys below it, the root volume first. */
export function namedVolumes(image: ImageSettings): readonly (readonly [Path, Volume])[] {
  return [[['rootVolume'], image.rootVolume], ...mountedVolumes(image)]
}

/** The volumes that instances mount at boot. */
export function mountedVolumes({
  dataVolume,
  volumes,
}: Pick<ImageSettings, 'dataVolume' | 'volumes'>): readonly (readonly [Path, MountedVolume])[] {
  return [
    ...(dataVolume === null ? [] : [[['dataVolume'], dataVolume] as const]),
    ...volumes.map((volume, index) => [['volumes', index], volume] as const),
  ]
}

export function volumesOf(image: ImageSettings): readonly Volume[] {
  return namedVolumes(image).map(([, volume]) => volume)
}
