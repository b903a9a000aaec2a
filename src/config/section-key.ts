import type { Path } from './finding.ts'
import { projectJsonSchema } from './json-schema.ts'

/** For a key directly below an image: the key of that name in a section of the image, e.g. `updates.releasever`. */
export function sectionKey(path: Path): string | undefined {
  const [top, , key, ...deeper] = path
  if (top !== 'images' || key === undefined || deeper.length > 0) return undefined
  const { properties } = projectJsonSchema() as { readonly properties: { readonly images: Section } }
  const sections = Object.entries(properties.images.additionalProperties?.properties ?? {})
  const found = sections.filter(([, section]) => Object.hasOwn(section.properties ?? {}, String(key)))
  return found.length === 1 ? `${found[0]?.[0]}.${key}` : undefined
}

interface Section {
  readonly properties?: Readonly<Record<string, Section>>
  readonly additionalProperties?: Section
}
