import { basename, extname, resolve } from 'node:path'
import type { ImageSettings } from '../config/settings.ts'
import type { FileSystem } from '../ports/ports.ts'

/**
 * The check scripts of an image: their text by name, which is that of the file without its extension. A second script
 * of the same name gets a number.
 */
export async function readOwnChecks(
  settings: Pick<ImageSettings, 'checks'> | null,
  folder: string,
  fileSystem: Pick<FileSystem, 'readFile'>,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const path of settings?.checks ?? []) {
    const plain = basename(path, extname(path)).replaceAll(/[^A-Za-z0-9_-]/g, '-')
    let name = plain
    for (let number = 2; name in found; number += 1) name = `${plain}-${number}`
    found[name] = await fileSystem.readFile(resolve(folder, path), 'utf8')
  }
  return found
}
