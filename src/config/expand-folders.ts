import { join, posix, relative, resolve, sep } from 'node:path'
import type { FileSystem } from '../ports/ports.ts'
import type { NamedBy } from './check-own-files.ts'
import { type Finding, formatPath, type Path, showValue } from './finding.ts'
import { reservationOf } from './recipe-paths.ts'
import type { ImageSettings, OwnFile, StagedFile } from './settings.ts'

export interface Expanded {
  readonly images: Readonly<Record<string, ImageSettings>>
  readonly findings: readonly Finding[]
}

/** More files are better packed into one archive: each is copied and checked separately. */
const mostFiles = 1000

/** In a folder: the history of the project and the records of its bakes, which change with every commit and bake. */
const leftOut = new Set(['.git', '.packer-ecs'])

/** Replaces folders in `files` and `staging` by the files in them, in the order of their names. */
export async function expandFolders(named: NamedBy, fileSystem: FileSystem): Promise<Expanded> {
  const results = await Promise.all(
    Object.entries(named.images).map(async ([name, image]) => {
      const { settings, findings } = await expandImage(['images', name], image, named, fileSystem)
      return { entry: [name, settings] as const, findings }
    }),
  )
  return {
    images: Object.fromEntries(results.map(({ entry }) => entry)),
    findings: results.flatMap(({ findings }) => findings),
  }
}

async function expandImage(
  path: Path,
  image: ImageSettings,
  { folder, originalPath }: NamedBy,
  fileSystem: FileSystem,
): Promise<{ settings: ImageSettings; findings: Finding[] }> {
  const findings: Finding[] = []
  const listed = async (source: string, key: Path): Promise<readonly Listed[]> => {
    const found = await list(resolve(folder, source), fileSystem)
    if (!('problem' in found)) return found.files
    findings.push(finding(originalPath([...path, ...key]), source, found))
    return []
  }

  const files: OwnFile[] = []
  for (const [index, file] of image.files.entries()) {
    const key = ['files', index, 'target']
    for (const { below, executable } of await listed(file.source, ['files', index, 'source'])) {
      const source = posix.join(file.source, below)
      const target = posix.join(file.target, below)
      const mode = file.mode ?? (below !== '' && executable ? '0755' : '0644')
      // rules/files.ts reports two items with the same target.
      const isListed = image.files.findIndex(other => other.target === target) < index
      const conflict =
        below === '' && isListed ? atRoot(target) : (atRoot(target) ?? conflictOf(target, files))
      if (conflict !== undefined)
        findings.push(finding(originalPath([...path, ...key]), file.target, conflict))
      files.push({ ...file, source, target, mode })
    }
  }
  const staging: StagedFile[] = []
  for (const [index, { source, name }] of image.staging.entries()) {
    const key = ['staging', index]
    const added = (await listed(source, key)).map(({ below }) => ({
      source: posix.join(source, below),
      name: posix.join(name, below),
    }))
    const twice = added.find(file => staging.some(other => other.name === file.name))
    // rules/files.ts reports two items of the same name.
    if (twice !== undefined && image.staging.findIndex(other => other.name === name) === index)
      findings.push(finding(originalPath([...path, ...key]), source, stagedTwice(twice.name)))
    staging.push(...added)
  }
  return { settings: { ...image, files, staging }, findings }
}

interface Listed {
  /** Path below the folder; empty for a single file. */
  readonly below: string
  readonly executable: boolean
}

type Problem = Pick<Finding, 'code' | 'hint'> & { readonly problem: string }

async function list(
  path: string,
  fileSystem: FileSystem,
): Promise<{ readonly files: readonly Listed[] } | Problem> {
  // A missing file is reported by check-own-files.ts.
  const top = await fileSystem.stat(path).catch(() => undefined)
  if (!top?.isDirectory()) return { files: [{ below: '', executable: false }] }
  const entries = (await fileSystem.readdir(path, { withFileTypes: true, recursive: true }))
    .map(entry => ({ entry, below: relative(path, join(entry.parentPath, entry.name)) }))
    .filter(({ below }) => !below.split(sep).some(name => leftOut.has(name)))
  const strange = entries.find(({ entry }) => !entry.isFile() && !entry.isDirectory())
  if (strange !== undefined) {
    return {
      code: 'OWN_FILE_MISSING',
      problem: `which contains ${strange.below}, which is not a regular file`,
      hint: 'Remove it from the folder. A script can create links.',
    }
  }
  const names = entries
    .filter(({ entry }) => entry.isFile())
    .map(({ below }) => below)
    .toSorted()
  if (names.length === 0) {
    const hint = 'Add a file, or let a script create the folder.'
    return { code: 'OWN_FILE_MISSING', problem: 'which is a folder without files', hint }
  }
  if (names.length > mostFiles) {
    return {
      code: 'OWN_FILE_TOO_LARGE',
      problem: `which contains ${names.length} files`,
      hint: `Use at most ${mostFiles} files, or let a script unpack an archive from "staging".`,
    }
  }
  const files = names.map(async below => ({
    below,
    executable: ((await fileSystem.stat(join(path, below))).mode & 0o111) !== 0,
  }))
  return { files: await Promise.all(files) }
}

function atRoot(target: string): Problem | undefined {
  if (target !== '/') return undefined
  const hint = 'Use the path of the file in the image, or a folder as the source.'
  return { code: 'VALUE_FORMAT', problem: 'which is a folder, but the source is a file', hint }
}

function conflictOf(target: string, before: readonly OwnFile[]): Problem | undefined {
  const reserved = reservationOf(target)
  if (reserved !== undefined) {
    return {
      code: 'FILE_TARGET_RESERVED',
      problem: `so that ${target} would be a target, which ${reserved.because}`,
      hint: reserved.hint,
    }
  }
  if (!before.some(file => file.target === target)) return undefined
  return {
    code: 'VALUE_DUPLICATE',
    problem: `so that ${target} would be the target of two files`,
    hint: 'Use a different target for each file.',
  }
}

function stagedTwice(name: string): Problem {
  return {
    code: 'VALUE_DUPLICATE',
    problem: `so that ${name} would be the name of two staging files`,
    hint: 'Use different names: the path above the name is not kept.',
  }
}

function finding(path: Path, value: string, { code, problem, hint }: Problem): Finding {
  return { code, path, what: `${formatPath(path)} is ${showValue(value)}, ${problem}`, hint }
}
