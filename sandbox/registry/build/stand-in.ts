import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { execa } from 'execa'
import { SandboxError } from '../../supervisor/sandbox-error.ts'
import type { BaseImage } from './build-plan.ts'

/** What FROM can name. The stand-in is the same for all: Python 3.11 and a shell on Debian 12. */
export const standInImages = 'python:3 or debian:bookworm'

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** The stand-in for base images; `version` is the value of a variable VERSION. */
export function standInImage(version: string): BaseImage {
  return {
    environment: { PATH: searchPath, LANG: 'C.UTF-8' },
    command: ['python3'],
    users: ['root', 'www-data', 'nobody', 'nogroup'],
    images: standInImages,
    version,
    standsFor(image) {
      const [, name, tag = 'latest'] = /^(?:.+\/)?([^/:@]+)(?::([^/:@]+))?$/.exec(image) ?? []
      if (name === 'python') return /^(?:latest|slim|3(?:\.\d+){0,2}(?:-slim)?(?:-bookworm)?)$/.test(tag)
      return name === 'debian' && /^(?:12|bookworm)(?:-slim)?$/.test(tag)
    },
  }
}

/** The layer of the stand-in, and the folders in it. */
export interface StandInLayer {
  readonly archive: string
  /** SHA-256 before compression, in hexadecimal. */
  readonly uncompressedDigest: string
  readonly folders: ReadonlySet<string>
}

/**
 * Makes the layer from the packages of the base tree on first use, without a network. Two processes can call it at once.
 * @throws SandboxError with the output if that fails
 */
export async function ensureStandIn(options: {
  readonly cacheFolder: string
  /** Folder `sandbox`. */
  readonly sourceFolder: string
  /** Folder with the packages of the base tree. */
  readonly packagesTree: string
}): Promise<StandInLayer> {
  const script = join(options.sourceFolder, 'registry/build/stand-in.sh')
  const hash = createHash('sha256')
    .update(await readFile(script))
    .update(basename(options.packagesTree))
  const folder = join(options.cacheFolder, `stand-in-${hash.digest('hex').slice(0, 16)}`)
  const command = [`${folder}.lock`, script, options.packagesTree, folder]
  const { failed, all } = await execa('flock', command, { reject: false, stdin: 'ignore', all: true })
  if (failed) {
    throw new SandboxError(`cannot make the stand-in for base images:\n${all}`, {
      hint: 'Push the image again.',
    })
  }
  const [digest, directories] = await Promise.all(
    ['uncompressed-digest', 'directories'].map(name => readFile(join(folder, name), 'utf8')),
  )
  return {
    archive: join(folder, 'layer.tar.gz'),
    uncompressedDigest: (digest ?? '').trim(),
    folders: new Set((directories ?? '').split('\n').filter(Boolean)),
  }
}
