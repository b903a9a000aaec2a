import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'

/** A temporary folder for the tests of one file. */
export function folder() {
  let path = ''
  beforeAll(async () => {
    path = await mkdtemp(join(tmpdir(), 'packer-ecs-stacks-'))
  })
  afterAll(() => rm(path, { recursive: true }))
  return {
    path: (name: string) => join(path, name),
    write: async (name: string, content: string | Uint8Array) => {
      await writeFile(join(path, name), content)
      return join(path, name)
    },
  }
}
