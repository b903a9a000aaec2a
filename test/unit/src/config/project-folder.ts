import * as fileSystem from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { readProject } from '#src/config/read-project.ts'
import type { ImageSettings, Project } from '#src/config/settings.ts'
import { ConfigurationError, type Fault } from '#src/errors/fault.ts'

export interface ProjectFolder {
  write(name: string, content: string | Uint8Array): Promise<string>
  /** Reads `text` as the project's packer-ecs.yaml. */
  read(text: string): Promise<Project>
  /** The settings of the image `ecs` whose YAML lines are given. */
  readImage(...lines: string[]): Promise<ImageSettings>
  /** The faults of `text`; empty when it is valid. */
  faultsOf(text: string): Promise<readonly Fault[]>
  path(name: string): string
}

/** A temporary project folder for the tests of one file. */
export function projectFolder(): ProjectFolder {
  let folder = ''
  beforeAll(async () => {
    folder = await fileSystem.mkdtemp(join(tmpdir(), 'packer-ecs-config-'))
  })
  afterAll(() => fileSystem.rm(folder, { recursive: true }))

  const path = (name: string) => join(folder, name)
  const write = async (name: string, content: string | Uint8Array) => {
    await fileSystem.writeFile(path(name), content)
    return path(name)
  }
  const read = async (text: string) => readProject(await write('packer-ecs.yaml', text), fileSystem)
  return {
    path,
    write,
    read,
    readImage: async (...lines) => {
      const { images } = await read(imageYaml(...lines))
      if (!images.ecs) throw new Error('no image')
      return images.ecs
    },
    faultsOf: async text => {
      try {
        await read(text)
        return []
      } catch (error) {
        if (error instanceof ConfigurationError) return error.faults
        throw error
      }
    },
  }
}

/** The lines of an image `ecs` as a whole file; the first of them is line 3. */
export function imageYaml(...lines: string[]): string {
  return ['images:', '  ecs:', ...lines.map(line => `    ${line}`), ''].join('\n')
}
