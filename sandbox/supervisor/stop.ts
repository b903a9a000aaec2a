import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { findRunning, forgetRunning, processStartOf, type RunningSandbox } from './running-sandbox.ts'

const cleanStopMilliseconds = 10_000

/** Ends the sandbox; false when none ran. All that runs in it ends with it, whatever state it is in. */
export async function stopSandbox(stateFolder: string): Promise<boolean> {
  const sandbox = await findRunning(stateFolder)
  if (sandbox !== undefined) {
    await fetch(`${sandbox.endpoint}/_sandbox/stop`, {
      method: 'POST',
      signal: AbortSignal.timeout(1000),
    }).catch(() => undefined)
    if (!(await ended(sandbox, cleanStopMilliseconds))) {
      process.kill(sandbox.pid, 'SIGKILL')
      await ended(sandbox, cleanStopMilliseconds)
    }
  }
  await forgetRunning(stateFolder)
  return sandbox !== undefined
}

/** Stops, and deletes the state folder: machines, AMIs, record of calls, account. The cache stays. */
export async function resetSandbox(stateFolder: string): Promise<void> {
  await stopSandbox(stateFolder)
  await rm(stateFolder, { recursive: true, force: true })
}

async function ended({ pid, processStart }: RunningSandbox, milliseconds: number): Promise<boolean> {
  for (let waited = 0; waited < milliseconds; waited += 20) {
    if ((await processStartOf(pid)) !== processStart) return true
    await sleep(20)
  }
  return false
}
