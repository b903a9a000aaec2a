import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

/** Folder of the Python environment for these requirements; it is complete if it exists. */
export async function motoEnvironmentFolder(cacheFolder: string, requirementsFile: string): Promise<string> {
  const requirements = await readFile(requirementsFile)
  const key = createHash('sha256').update(requirements).digest('hex').slice(0, 16)
  return join(cacheFolder, `moto-${key}`)
}

export function pythonOf(environmentFolder: string): string {
  return join(environmentFolder, 'bin', 'python3')
}

export async function hasMotoEnvironment(environmentFolder: string): Promise<boolean> {
  return stat(environmentFolder).then(
    () => true,
    () => false,
  )
}

/** Packages of the file and no others, only with its hashes, and without running code of a package to build it. */
const asListed = ['--no-deps', '--require-hashes', '--only-binary', ':all:']

/**
 * Creates the environment with exactly the packages that the file lists. Runs the program once, so that Python has
 * compiled the modules before the first start.
 */
export async function installMotoEnvironment(
  environmentFolder: string,
  options: { readonly requirementsFile: string; readonly program: string },
): Promise<void> {
  const partial = `${environmentFolder}.${process.pid}.partial`
  await rm(partial, { recursive: true, force: true })
  await mkdir(partial, { recursive: true })
  await execa('python3', ['-m', 'venv', partial])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile']
  await execa(pythonOf(partial), [...pip, ...asListed, '--requirement', options.requirementsFile])
  await execa(pythonOf(partial), [join(options.program, 'server.py'), '--import-only'])
  await rename(partial, environmentFolder).catch(async (error: NodeJS.ErrnoException) => {
    // Another sandbox that started at the same time has created it.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(partial, { recursive: true, force: true })
  })
}
