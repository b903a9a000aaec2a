import { stripVTControlCharacters } from 'node:util'
import type { MachineLine } from './machine-readable.ts'
import type { Artifact } from './progress.ts'

/** `==> amazon-ebs.image: `, and four spaces instead of the arrow before Packer 1.7. */
const prefix = /^(?:(?:==>|-->)\s+(?:[\w-]+(?:\.[\w-]+)+: ?)?| {3,}[\w-]+(?:\.[\w-]+)+: ?)/

/** The text of a `ui` line without Packer's prefixes, colors and empty lines. */
export function textLines(text: string): string[] {
  return stripVTControlCharacters(text)
    .split(/[\r\n]+/)
    .map(line => line.replace(prefix, ''))
    .filter(line => line.trim() !== '')
}

const mostCharacters = 2000

/** A line of a script for the terminal and events; the log has the whole line. */
export function shorten(text: string): string {
  const kept = stripVTControlCharacters(text.slice(0, mostCharacters))
  return text.length > mostCharacters ? `${kept}\u2026` : kept
}

/** An `artifact` line with the ids of AMIs: `us-east-1:ami-1,eu-central-1:ami-2`. */
export function artifactsIn(line: MachineLine): Artifact[] {
  const [, field, ids] = line.data
  if (field !== 'id' || ids === undefined) return []
  return ids.split(',').flatMap(id => {
    const [, region, imageId] = /^([a-z0-9-]+):(ami-[0-9a-f]+)$/.exec(id) ?? []
    return region === undefined || imageId === undefined ? [] : [{ region, imageId }]
  })
}
