import path from 'node:path'
import semver from 'semver'
import { ToolError } from '../errors/tool-error.ts'
import type { FileSystem } from '../ports/ports.ts'
import type { PackerBinary, Run } from './run.ts'

/** The first version with stable HCL2 templates. */
const oldestPacker = '1.6.0'

/** Another program named `packer` (cracklib has one) may wait for input. */
const versionTimeoutMilliseconds = 10_000

interface Search {
  /** Packer's environment (`packerEnvironment`): even `packer -v` needs HOME. */
  readonly environment: Readonly<Record<string, string>>
  readonly fileSystem: FileSystem
  readonly run: Run
}

/**
 * Finds the newest Packer on PATH: a machine may also have an old package of its distribution.
 *
 * @throws ToolError PACKER_MISSING, PACKER_TOO_OLD
 */
export async function findPacker(search: Search): Promise<PackerBinary> {
  const pathVariable = search.environment.PATH ?? ''
  const candidates = await executables(pathVariable, search.fileSystem)
  const answers = await Promise.all(candidates.map(candidate => askVersion(candidate, search)))
  const [newest] = answers
    .filter(answer => typeof answer !== 'string')
    .sort((left, right) => semver.rcompare(left.version, right.version))
  if (newest === undefined) throw missing(pathVariable, answers)
  if (semver.lt(newest.version, oldestPacker)) throw tooOld(newest)
  return newest
}

/** Reads `Packer v1.16.0` (1.7 and newer) and `1.6.6` (older); undefined for anything else. */
export function parseVersion(output: string): string | undefined {
  const [, version] = /^(?:Packer )?v?(\d+\.\d+\.\d+(?:-[\w.]+)?)\s*$/m.exec(output) ?? []
  return version
}

async function executables(pathVariable: string, fileSystem: FileSystem): Promise<string[]> {
  const seen = new Map<string, string>()
  for (const folder of pathVariable.split(path.delimiter).filter(path.isAbsolute)) {
    const file = path.join(folder, 'packer')
    const status = await fileSystem.stat(file).catch(() => undefined)
    if (status === undefined || !status.isFile() || (status.mode & 0o111) === 0) continue
    const identity = `${status.dev}:${status.ino}`
    if (!seen.has(identity)) seen.set(identity, file)
  }
  return [...seen.values()]
}

/** For a file that does not print a version, returns what it printed instead. */
async function askVersion(file: string, { environment, run }: Search): Promise<PackerBinary | string> {
  const { exitCode, output } = await run(file, ['-v'], {
    environment,
    timeoutMilliseconds: versionTimeoutMilliseconds,
  })
  const version = exitCode === 0 ? parseVersion(output) : undefined
  return version === undefined ? `${file}: ${output.trim() || 'no output'}` : { path: file, version }
}

function missing(pathVariable: string, answers: readonly (PackerBinary | string)[]): ToolError {
  return new ToolError('PACKER_MISSING', `no working \`packer\` on PATH (${pathVariable})`, {
    why: 'packer-ecs builds AMIs with Packer.',
    hint: 'Install Packer 1.9 or newer and check that `packer version` works.',
    details: answers.filter(answer => typeof answer === 'string'),
  })
}

function tooOld(binary: PackerBinary): ToolError {
  return new ToolError('PACKER_TOO_OLD', `${binary.path} is Packer ${binary.version}`, {
    why: `HCL templates need Packer ${oldestPacker}; logging in to Amazon Linux 2023 needs Packer 1.7.`,
    hint: 'Install Packer 1.9 or newer. packer-ecs uses the newest version on PATH.',
  })
}
