import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

const packagesInputs = ['packages.txt', 'build-packages.sh']
const overlayInputs = ['build-overlay.sh', 'overlay.sh', 'root', 'rpm', ...packagesInputs]

/** Depends on the list of Debian packages and the script that extracts them. */
export async function packagesKey(sourceFolder: string): Promise<string> {
  return keyOf(sourceFolder, packagesInputs)
}

/** Depends on all inputs of the tree: an overlay only fits the packages that it was built on. */
export async function overlayKey(sourceFolder: string): Promise<string> {
  return keyOf(sourceFolder, overlayInputs)
}

/** SHA-256 of names, contents, and executable bits (the part of a mode that git stores), shortened to 16 digits. */
async function keyOf(folder: string, inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const input of inputs) await add(input)
  return hash.digest('hex').slice(0, 16)

  async function add(name: string): Promise<void> {
    const path = join(folder, name)
    const status = await lstat(path)
    if (status.isDirectory()) {
      for (const entry of (await readdir(path)).sort()) await add(join(name, entry))
    } else {
      const content = status.isSymbolicLink() ? await readlink(path, 'buffer') : await readFile(path)
      const kind = status.isSymbolicLink() ? 'link' : (status.mode & 0o111) === 0 ? 'file' : 'program'
      hash.update(`${kind} ${name} ${content.length}\0`).update(content)
    }
  }
}
