import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'

/** Programs from the Python package index, by the name of their requirements in test/fixtures/python. */
const programs = { awscli: 'aws', 'cfn-lint': 'cfn-lint' } as const

/**
 * The command that runs such a program, in exactly the versions of its requirements. The first call on a machine
 * installs it, into the cache that the sandbox uses.
 */
export async function pythonTool(name: keyof typeof programs): Promise<readonly [string, string]> {
  const requirements = join(import.meta.dirname, '../fixtures/python', `${name}.txt`)
  const key = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
  const cacheHome = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache')
  const environment = join(cacheHome, 'packer-ecs/test', `${name}-${key.slice(0, 16)}`)
  const isThere = await stat(environment).then(
    () => true,
    () => false,
  )
  if (!isThere) await install(requirements, environment)
  // Its first line names the folder in which it was made.
  return [pythonOf(environment), join(environment, 'bin', programs[name])]
}

const pythonOf = (environment: string) => join(environment, 'bin/python3')

/** Elsewhere first, so that it is there completely or not at all. */
async function install(requirements: string, environment: string): Promise<void> {
  const partial = `${environment}.${process.pid}.partial`
  await mkdir(dirname(environment), { recursive: true })
  await execa('python3', ['-m', 'venv', partial])
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
  const asListed = ['--no-deps', '--require-hashes', '--only-binary', ':all:']
  await execa(pythonOf(partial), [...pip, ...asListed, '--requirement', requirements])
  await rename(partial, environment).catch(async (error: NodeJS.ErrnoException) => {
    // Another test run was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    await rm(partial, { recursive: true, force: true })
  })
}
