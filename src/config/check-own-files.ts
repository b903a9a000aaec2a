import { resolve } from 'node:path'
import { firstBytes } from '../files/read-named.ts'
import { mostTextBytes, UnusableFile } from '../files/unusable-file.ts'
import type { FileSystem } from '../ports/ports.ts'
import { type Finding, formatPath, type Path, showValue } from './finding.ts'
import type { ImageSettings } from './settings.ts'

export interface NamedBy {
  readonly images: Readonly<Record<string, ImageSettings>>
  readonly folder: string
  readonly originalPath: (path: Path) => Path
}

/** The files that the configuration names exist, and scripts begin with `#!`. */
export async function checkOwnFiles(
  { images, folder, originalPath }: NamedBy,
  fileSystem: FileSystem,
): Promise<Finding[]> {
  const named = Object.entries(images).flatMap(([name, image]) => filesOf(['images', name], image))
  const findings = await Promise.all(
    named.map(one => check({ ...one, path: originalPath(one.path) }, folder, fileSystem)),
  )
  return findings.filter(finding => finding !== undefined)
}

interface NamedFile {
  readonly path: Path
  readonly value: string
  readonly isScript: boolean
  readonly mayBeFolder: boolean
  readonly mostBytes: number
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf])

/** Of a file that is copied into the image. */
const mostCopiedBytes = 1_000_000_000

function filesOf(image: Path, { scripts, checks, files, staging, template }: ImageSettings): NamedFile[] {
  return [
    ...scripts.flatMap(({ path: value }, index) =>
      value === null
        ? []
        : [
            {
              path: [...image, 'scripts', index, 'path'],
              value,
              isScript: true,
              mayBeFolder: false,
              mostBytes: mostCopiedBytes,
            },
          ],
    ),
    ...checks.map((value, index) => ({
      path: [...image, 'checks', index],
      value,
      isScript: true,
      mayBeFolder: false,
      mostBytes: mostTextBytes,
    })),
    ...files.map(({ source }, index) => ({
      path: [...image, 'files', index, 'source'],
      value: source,
      isScript: false,
      mayBeFolder: true,
      mostBytes: mostCopiedBytes,
    })),
    ...staging.map(({ source }, index) => ({
      path: [...image, 'staging', index],
      value: source,
      isScript: false,
      mayBeFolder: true,
      mostBytes: mostCopiedBytes,
    })),
    ...(template === null
      ? []
      : [
          {
            path: [...image, 'template'],
            value: template,
            isScript: false,
            mayBeFolder: false,
            mostBytes: mostTextBytes,
          },
        ]),
  ]
}

async function check(
  { path, value, isScript, mayBeFolder, mostBytes }: NamedFile,
  folder: string,
  fileSystem: FileSystem,
): Promise<Finding | undefined> {
  const what = `${formatPath(path)} is ${showValue(value)}`
  const file = resolve(folder, value)
  try {
    const found = await fileSystem.stat(file)
    if (mayBeFolder && found.isDirectory()) return undefined
    if (!found.isFile()) {
      return {
        code: 'OWN_FILE_MISSING',
        path,
        what: `${what}, which is not a regular file`,
        hint: 'Use the path of a single file.',
      }
    }
    if (found.size > mostBytes) {
      return {
        code: 'OWN_FILE_TOO_LARGE',
        path,
        what: `${what}, which has ${found.size} bytes`,
        why: `The limit is ${mostBytes} bytes.`,
        hint: 'Let a script download the content, or use a smaller file.',
      }
    }
    if (!isScript) return undefined
    const start = await firstBytes(file, 3, fileSystem)
    if (start.toString('latin1').startsWith('#!')) return undefined
    if (start.equals(byteOrderMark)) {
      return {
        code: 'SCRIPT_INTERPRETER',
        path,
        what: `${what}, which begins with a byte order mark`,
        why: 'Linux looks for #! in the first two bytes.',
        hint: 'Save the script as UTF-8 without a byte order mark (BOM).',
      }
    }
  } catch (error) {
    const { problem } = UnusableFile.from(file, error)
    const hint = `Paths are relative to ${folder}.`
    return { code: 'OWN_FILE_MISSING', path, what: `${what}, which ${problem}`, hint }
  }
  return {
    code: 'SCRIPT_INTERPRETER',
    path,
    what: `${what}, which does not begin with #!`,
    why: 'Without that line, the instance does not know which program runs the script.',
    hint: 'Add a first line such as "#!/usr/bin/env bash".',
  }
}
