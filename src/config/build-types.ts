import type { ImageSettings } from './settings.ts'

/** The types that the build instance may have. */
export function buildTypes({
  instanceType,
  spot,
}: Pick<ImageSettings, 'instanceType' | 'spot'>): readonly string[] {
  return spot === null || spot.instanceTypes.length === 0 ? [instanceType] : spot.instanceTypes
}
