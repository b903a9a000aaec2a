import { access, constants, readdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'

/** A Debian package that the sandbox needs on the host, and when. */
export interface HostPackage {
  readonly name: string
  /** A program of the package; the package is installed if PATH has it. */
  readonly program: string
  /** `base`: before the other prerequisites; `later`: only when the sandbox runs. */
  readonly needed: 'base' | 'later'
}

const packages: readonly HostPackage[] = [
  { name: 'mmdebstrap', program: 'mmdebstrap', needed: 'base' },
  { name: 'systemd-container', program: 'systemd-nspawn', needed: 'base' },
  { name: 'iproute2', program: 'ip', needed: 'base' },
  { name: 'python3', program: 'python3', needed: 'base' },
  { name: 'xfsprogs', program: 'xfs_admin', needed: 'later' },
  { name: 'packer', program: 'packer', needed: 'later' },
]

/** Missing packages of the host; `searchPath` is PATH. */
export async function missingHostPackages(options: {
  readonly searchPath: string
  readonly needsVirtualEnvironment: boolean
}): Promise<readonly HostPackage[]> {
  const there = await Promise.all(packages.map(({ program }) => isOnPath(program, options.searchPath)))
  const missing = packages.filter((_, index) => !there[index])
  if (!options.needsVirtualEnvironment || (await canMakeVirtualEnvironment())) return missing
  return [...missing, { name: 'python3-venv', program: 'python3', needed: 'base' }]
}

/** Installs packages. Updates the package lists only if they are missing or outdated. */
export async function installHostPackages(names: readonly string[]): Promise<void> {
  if (!(await hasPackageLists())) await apt(['update'])
  await install(names).catch(async () => {
    await apt(['update'])
    await install(names)
  })
}

async function install(names: readonly string[]): Promise<void> {
  await apt(['install', '--yes', '--no-install-recommends', ...names])
}

async function apt(commandArguments: readonly string[]): Promise<void> {
  const wait = ['-o', 'DPkg::Lock::Timeout=120']
  // Packages are for every user, unlike the sandbox's files.
  const command = ['-c', 'umask 022; exec apt-get "$@"', 'apt-get', '--quiet', ...wait, ...commandArguments]
  await execa('sh', command, {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
    stdin: 'ignore',
  })
}

async function hasPackageLists(): Promise<boolean> {
  const lists = await readdir('/var/lib/apt/lists').catch(() => [])
  return lists.some(name => name.includes('_Packages'))
}

async function isOnPath(program: string, searchPath: string): Promise<boolean> {
  const folders = searchPath.split(delimiter).filter(Boolean)
  const found = await Promise.all(
    folders.map(folder =>
      access(join(folder, program), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  )
  return found.includes(true)
}

async function canMakeVirtualEnvironment(): Promise<boolean> {
  const { failed } = await execa('python3', ['-c', 'import venv, ensurepip'], { reject: false })
  return !failed
}
