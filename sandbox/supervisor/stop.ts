import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { deletePushFolders } from './push-folder.ts'
import { requestControl } from './request-control.ts'
import { findProcess, forgetRunning, processStartOf, type RunningSandbox } from './running-sandbox.ts'

const cleanStopMilliseconds = 10_000

/** Stops the sandbox in any state, with everything in it. False if none was running. */
export async function stopSandbox(stateFolder: string): Promise<boolean> {
  const sandbox = await findProcess(stateFolder)
  if (sandbox !== undefined) {
    const accepted = await requestStop(sandbox)
    if (!accepted || !(await ended(sandbox, cleanStopMilliseconds))) {
      process.kill(sandbox.pid, 'SIGKILL')
      await ended(sandbox, cleanStopMilliseconds)
    }
  }
  await deletePushFolders(stateFolder)
  await forgetRunning(stateFolder)
  return sandbox !== undefined
}

/** Stops the sandbox and deletes the state folder: machines, AMIs, recorded calls, account. Keeps the cache. */
export async function resetSandbox(stateFolder: string): Promise<void> {
  await stopSandbox(stateFolder)
  await rm(stateFolder, { recursive: true, force: true })
}

async function requestStop(sandbox: RunningSandbox): Promise<boolean> {
  const options = { content: {}, milliseconds: 1000 }
  const response = await requestControl(sandbox, 'stop', options).catch(() => undefined)
  return response?.ok === true
}

async function ended({ pid, processStart }: RunningSandbox, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 20) {
    if ((await processStartOf(pid)) !== processStart) return true
    await sleep(20)
  }
  return false
}
