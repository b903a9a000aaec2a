import { isAbsolute, relative, resolve } from 'node:path'
import { absoluteCommand } from '../config/mfa-command.ts'
import type { Project } from '../config/settings.ts'
import { hashNamed } from '../files/read-named.ts'
import { UnusableFile } from '../files/unusable-file.ts'
import type { FileSystem } from '../ports/ports.ts'

/** A setting by which a project runs a program on this machine, or reads a file outside of its folder. */
export interface Claim {
  /** E.g. `images.ecs.files[0].source`. */
  readonly key: string
  /** As written. */
  readonly value: string | readonly string[]
  readonly effect: 'runs' | 'reads'
  /** Changes when the trust of a person in this claim must end. */
  readonly proof: readonly string[]
}

/** Everything in a project that needs trust, in the order of the configuration. */
export async function claimsOf(project: Project, fileSystem: FileSystem): Promise<Claim[]> {
  const folder = await fileSystem.realpath(project.folder)
  const named = namedFiles(project).map(file => claimOf(file, folder, fileSystem))
  const found = [await mfaClaim(project, folder, fileSystem), ...(await Promise.all(named))]
  return found.filter(claim => claim !== undefined)
}

interface NamedFile {
  readonly key: string
  readonly path: string
  /** A template of Packer: it can run programs, wherever it is. */
  readonly runs: boolean
}

function namedFiles({ images, stacks }: Project): NamedFile[] {
  const ofImages = Object.entries(images).flatMap(([name, { scripts, files, staging, template }]) => [
    ...scripts.flatMap(({ path }, index) =>
      path === null ? [] : [read(`images.${name}.scripts[${index}].path`, path)],
    ),
    ...files.map(({ source }, index) => read(`images.${name}.files[${index}].source`, source)),
    ...staging.map(({ source }, index) => read(`images.${name}.staging[${index}]`, source)),
    ...(template === null ? [] : [{ key: `images.${name}.template`, path: template, runs: true }]),
  ])
  const ofStacks = Object.entries(stacks).flatMap(([name, { template, parameterFiles }]) => [
    read(`stacks.${name}.template`, template),
    ...Object.entries(parameterFiles).map(([env, path]) =>
      read(`stacks.${name}.parameterFiles.${env}`, path),
    ),
  ])
  return [...ofImages, ...ofStacks]
}

function read(key: string, path: string): NamedFile {
  return { key, path, runs: false }
}

async function mfaClaim(
  { session, folder: written }: Project,
  folder: string,
  fileSystem: FileSystem,
): Promise<Claim | undefined> {
  const { mfaCommand } = session
  if (mfaCommand === null) return undefined
  const proofs = absoluteCommand(mfaCommand, written)
    .filter(isAbsolute)
    .map(path => proofOf(path, folder, fileSystem))
  const proof = [...mfaCommand, ...(await Promise.all(proofs)).flat()]
  return { key: 'session.mfaCommand', value: mfaCommand, effect: 'runs', proof }
}

async function claimOf(
  { key, path, runs }: NamedFile,
  folder: string,
  fileSystem: FileSystem,
): Promise<Claim | undefined> {
  const file = resolve(folder, path)
  if (runs) {
    return { key, value: path, effect: 'runs', proof: [path, ...(await proofOf(file, folder, fileSystem))] }
  }
  const real = await realPath(file, fileSystem)
  return isWithin(folder, real) ? undefined : { key, value: path, effect: 'reads', proof: [path, real] }
}

/** Of a file in the project, which its repository can change, also the content. */
async function proofOf(file: string, folder: string, fileSystem: FileSystem): Promise<string[]> {
  const real = await realPath(file, fileSystem)
  if (!isWithin(folder, real)) return [real]
  const content = hashNamed(real, mostBytes, fileSystem).then(
    ({ sha256 }) => sha256,
    error => (error instanceof UnusableFile ? error.kind : Promise.reject(error)),
  )
  return [real, await content]
}

const mostBytes = 100_000_000

/** Where links lead; the path itself if there is nothing. */
function realPath(file: string, fileSystem: FileSystem): Promise<string> {
  return fileSystem.realpath(file).catch(() => file)
}

function isWithin(folder: string, path: string): boolean {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith('../') && !isAbsolute(way)
}
