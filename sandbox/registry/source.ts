import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import type { BuildFault, BuildPlan } from './build/build-plan.ts'
import { resolveInside, sourceFaults } from './build/copy-into.ts'
import { readDockerfile } from './build/dockerfile.ts'
import { standInImage } from './build/stand-in.ts'

/** What `sandbox push` pushes: an image for skopeo, or what to build. */
export type ImageSource =
  | { readonly kind: 'image'; readonly reference: string }
  | { readonly kind: 'build'; readonly folder: string; readonly plan: BuildPlan }

/**
 * Reads a source: an OCI layout, a docker archive, or a folder with a Dockerfile.
 * @throws SandboxError if it is none of them, or with all faults of the Dockerfile
 */
export async function readSource(path: string, tag: string): Promise<ImageSource> {
  const status = await stat(path).catch(() => undefined)
  if (status === undefined) throw notASource(path, 'does not exist')
  if (!status.isDirectory()) return { kind: 'image', reference: `docker-archive:${path}` }
  if (await exists(join(path, 'oci-layout'))) return { kind: 'image', reference: `oci:${path}` }
  const file = join(path, 'Dockerfile')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) throw notASource(path, 'is neither an OCI layout nor a folder with a Dockerfile')
  if ((await resolveInside(path, 'Dockerfile')) === undefined) {
    // Error messages quote its lines.
    throw notASource(path, 'has a Dockerfile that is a symbolic link to a file outside of the folder')
  }
  const read = readDockerfile(text, standInImage(tag))
  if ('faults' in read) throw cannotBuild(path, file, read.faults)
  const faults = await sourceFaults(path, read.plan.copies)
  if (faults.length > 0) throw cannotBuild(path, file, faults)
  if (await exists(join(path, '.dockerignore'))) {
    const message = '.dockerignore is not supported in the sandbox'
    const remedy = 'Delete it, and name the files in COPY.'
    throw cannotBuild(path, join(path, '.dockerignore'), [{ line: 1, message, remedy }])
  }
  return { kind: 'build', folder: path, plan: read.plan }
}

function notASource(path: string, what: string): SandboxError {
  return new SandboxError(`${path} ${what}`, {
    hint: 'SOURCE is an OCI layout, a docker archive, or a folder with a Dockerfile.',
    exitStatus: 2,
  })
}

function cannotBuild(folder: string, file: string, faults: readonly BuildFault[]): SandboxError {
  const lines = faults.map(({ line, message, remedy }) => `${file}:${line}: ${message}. ${remedy}`)
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`
  return new SandboxError([`cannot build an image from ${folder}: ${count}`, ...lines].join('\n'), {
    hint: 'The sandbox builds only simple images. Any other image can be pushed as an OCI layout or a docker archive.',
  })
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
