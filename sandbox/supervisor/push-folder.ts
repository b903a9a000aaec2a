import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a push with a folder that only this user can read. The folder has a token of the registry, so it is also deleted
 * before a signal ends the process.
 */
export async function withPushFolder<Result>(
  stateFolder: string,
  run: (folder: string) => Promise<Result>,
): Promise<Result> {
  const parent = parentOf(stateFolder)
  await mkdir(parent, { recursive: true, mode: 0o700 })
  const folder = await mkdtemp(join(parent, 'push-'))
  const abort = (signal: NodeJS.Signals) => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    for (const name of signals) process.off(name, abort)
    process.kill(process.pid, signal)
  }
  for (const name of signals) process.on(name, abort)
  try {
    return await run(folder)
  } finally {
    for (const name of signals) process.off(name, abort)
    await rm(folder, { recursive: true, force: true })
  }
}

/** Deletes the folders of pushes that were killed. */
export async function deletePushFolders(stateFolder: string): Promise<void> {
  await rm(parentOf(stateFolder), { recursive: true, force: true })
}

function parentOf(stateFolder: string): string {
  return join(stateFolder, 'pushes')
}
