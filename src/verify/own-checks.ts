import { basename, extname, resolve } from 'node:path'
import type { ImageSettings } from '../config/settings.ts'
import { ToolError } from '../errors/tool-error.ts'
import type { FileSystem } from '../ports/ports.ts'

/** Seconds of all check scripts together, and the least of each. */
const allSeconds = 120
const leastSeconds = 15

/** Seconds for each of so many scripts. */
export function ownSeconds(count: number): number {
  return Math.floor(allSeconds / Math.max(1, count))
}

/**
 * The check scripts of an image: their text by name, which is that of the file without its extension. A second script
 * of the same name gets a number.
 *
 * @throws ToolError CHECKS_TOO_LARGE if there are too many for their time
 */
export async function readOwnChecks(
  settings: Pick<ImageSettings, 'checks'> | null,
  folder: string,
  fileSystem: Pick<FileSystem, 'readFile'>,
): Promise<Record<string, string>> {
  const paths = settings?.checks ?? []
  if (ownSeconds(paths.length) < leastSeconds) throw tooMany(paths.length)
  const found: Record<string, string> = {}
  for (const path of paths) {
    const plain = basename(path, extname(path)).replaceAll(/[^A-Za-z0-9_-]/g, '-')
    let name = plain
    for (let number = 2; name in found; number += 1) name = `${plain}-${number}`
    found[name] = await fileSystem.readFile(resolve(folder, path), 'utf8')
  }
  return found
}

function tooMany(count: number): ToolError {
  const most = allSeconds / leastSeconds
  return new ToolError('CHECKS_TOO_LARGE', `${count} check scripts are too many; the most is ${most}`, {
    why: `They share ${allSeconds} seconds of a verification.`,
    hint: 'Combine check scripts into one.',
    exitStatus: 2,
  })
}
