import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { runSandbox } from '#test/helpers/sandbox.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the state folders of sandboxes that files share. */
    sharedSandboxes: string
  }
}

/** Gives the files of the tier a folder for sandboxes that they share; ends these sandboxes after the last file. */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'shared-'))
  provide('sharedSandboxes', folder)
  return async () => {
    for (const name of await readdir(folder)) await runSandbox(join(folder, name), ['reset'])
    await rm(folder, { recursive: true, force: true })
  }
}
