import { createHash } from 'node:crypto'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { SandboxError } from '../supervisor/sandbox-error.ts'

export interface ContainerPackages {
  /** Folder `sandbox/containers`. */
  readonly sourceFolder: string
  /**
   * `containers-KEY` in the cache, with `bin`, `lib` and `libexec`. It exists from the start of the sandbox, so that
   * machines can mount it, and is empty until `ensureContainerPackages` fills it.
   */
  readonly folder: string
}

/** Programs in `bin`. They set the path of their libraries, and run on the host and in machines. */
export type ContainerProgram = 'crun' | 'docker-registry' | 'haproxy' | 'skopeo' | 'umoci'

/** Where machines have the folder. */
export const folderInMachines = '/opt/sandbox/containers'

/** Creates the folder of this version's packages, which is empty at first. */
export async function prepareContainerPackages(options: {
  readonly sourceFolder: string
  readonly cacheFolder: string
}): Promise<ContainerPackages> {
  const { sourceFolder, cacheFolder } = options
  const hash = createHash('sha256')
  for (const input of ['packages.txt', 'install.sh']) hash.update(await readFile(join(sourceFolder, input)))
  const folder = join(cacheFolder, `containers-${hash.digest('hex').slice(0, 16)}`)
  await mkdir(folder, { recursive: true, mode: 0o755 })
  return { sourceFolder, folder }
}

/**
 * Downloads the programs on first use; takes about 4 s. Nothing is installed on the host. Two processes can call it at
 * once. `enter` is a command that runs another one in the host's network, for a caller that is not in it.
 * @throws SandboxError with the output if the download fails
 */
export async function ensureContainerPackages(
  { sourceFolder, folder }: ContainerPackages,
  { report, enter = [] }: { readonly report: (line: string) => void; readonly enter?: readonly string[] },
): Promise<(program: ContainerProgram) => string> {
  const programs = join(folder, 'bin')
  if (!(await exists(programs))) {
    report('downloading Debian packages')
    const [file = '', ...rest] = [
      ...enter,
      'flock',
      `${folder}.lock`,
      join(sourceFolder, 'install.sh'),
      folder,
    ]
    const { failed, all } = await execa(file, rest, { reject: false, stdin: 'ignore', all: true })
    if (failed) {
      throw new SandboxError(`cannot download the container programs:\n${lastLines(all)}`, {
        hint: "The download requires Debian's package mirror. Try again.",
      })
    }
    report('downloaded Debian packages')
  }
  return program => join(programs, program)
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}

function lastLines(output: string | undefined): string {
  return (output ?? '').trimEnd().split('\n').slice(-10).join('\n')
}
