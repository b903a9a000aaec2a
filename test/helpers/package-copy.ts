import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repository } from './bake.ts'

export interface PackageCopy {
  readonly folder: string
  remove(): Promise<void>
}

/** A copy of the product whose recipe is broken: in each file the first text is replaced by the second. */
export async function copyPackage(
  replacements: Readonly<Record<string, readonly [found: string, replacement: string]>>,
): Promise<PackageCopy> {
  const folder = await mkdtemp(join(tmpdir(), 'package-'))
  for (const name of ['src', 'packer', 'scripts', 'files', 'package.json']) {
    await cp(join(repository, name), join(folder, name), { recursive: true })
  }
  for (const name of ['sandbox', 'node_modules']) await symlink(join(repository, name), join(folder, name))
  for (const [name, [found, replacement]] of Object.entries(replacements)) {
    const text = await readFile(join(folder, name), 'utf8')
    if (!text.includes(found)) throw new Error(`${name} has no "${found}" to break`)
    await writeFile(
      join(folder, name),
      text.replace(found, () => replacement),
    )
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
