import { join } from 'node:path'
import { type ContainerPackages, prepareContainerPackages } from '../containers/packages.ts'
import { hasMotoEnvironment, installMotoEnvironment, motoEnvironmentFolder } from '../moto/environment.ts'
import { ensureBaseTree } from '../tree/base-tree.ts'
import { installHostPackages, missingHostPackages } from './host-packages.ts'
import { raiseInotifyLimit } from './inotify.ts'
import { makePrivateFolder } from './private-folder.ts'
import { SandboxError } from './sandbox-error.ts'

export interface PrerequisiteOptions {
  readonly cacheFolder: string
  /** Folder `sandbox/moto`. */
  readonly motoProgram: string
  /** Folder `sandbox/tree`. */
  readonly treeFolder: string
  /** Folder `sandbox/containers`. */
  readonly containersFolder: string
  readonly searchPath: string
  /** Reports one line of progress. */
  readonly report: (line: string) => void
  /** Asks whether these Debian packages may be installed. */
  readonly agree: (packageNames: readonly string[]) => Promise<boolean>
}

export interface Prerequisites {
  readonly baseDirectories: readonly string[]
  readonly motoProgram: string
  readonly motoEnvironment: string
  /** Downloaded on first use, not here. */
  readonly containerPackages: ContainerPackages
}

/** Installs missing prerequisites, independent ones at the same time. */
export async function ensurePrerequisites(options: PrerequisiteOptions): Promise<Prerequisites> {
  const { cacheFolder, motoProgram, report } = options
  await makePrivateFolder(cacheFolder)
  const requirementsFile = join(motoProgram, 'requirements.txt')
  const motoEnvironment = await motoEnvironmentFolder(cacheFolder, requirementsFile)
  const motoIsMissing = !(await hasMotoEnvironment(motoEnvironment))
  const missing = await missingHostPackages({
    searchPath: options.searchPath,
    needsVirtualEnvironment: motoIsMissing,
  })
  await raiseInotifyLimit(report)
  const names = missing.map(({ name }) => name)
  if (names.length > 0 && !(await options.agree(names))) {
    throw new SandboxError('the sandbox was not started: Debian packages are missing', {
      hint: `Confirm the installation, or install them yourself: apt-get install ${names.join(' ')}`,
    })
  }
  const base = install(missing.filter(({ needed }) => needed === 'base').map(({ name }) => name))
  const pythonIsMissing = names.some(name => name.startsWith('python3'))
  const [baseDirectories] = await Promise.all([
    base.then(makeBaseTree),
    motoIsMissing ? (pythonIsMissing ? base : Promise.resolve()).then(makeMotoEnvironment) : undefined,
    base.then(() => install(missing.filter(({ needed }) => needed === 'later').map(({ name }) => name))),
  ]).catch(explain)
  const containerPackages = await prepareContainerPackages({
    sourceFolder: options.containersFolder,
    cacheFolder,
  })
  return { baseDirectories, motoProgram, motoEnvironment, containerPackages }

  async function install(packageNames: readonly string[]): Promise<void> {
    if (packageNames.length === 0) return
    report(`Debian packages: installing ${packageNames.join(', ')}`)
    await installHostPackages(packageNames)
    report(`Debian packages: installed ${packageNames.join(', ')}`)
  }

  function makeBaseTree(): Promise<readonly string[]> {
    return ensureBaseTree({
      cacheFolder,
      sourceFolder: options.treeFolder,
      report: line => report(`base tree: ${line}`),
    })
  }

  async function makeMotoEnvironment(): Promise<void> {
    report('API server: installing moto')
    await installMotoEnvironment(motoEnvironment, { requirementsFile, program: motoProgram })
    report('API server: installed')
  }
}

function explain(error: Error): never {
  if (error instanceof SandboxError) throw error
  throw new SandboxError(error.message, {
    hint: 'Start again to continue. The installation requires the Debian and Python package registries.',
  })
}
