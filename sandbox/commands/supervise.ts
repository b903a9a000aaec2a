import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { supervise as run, type SupervisorSettings } from '../supervisor/supervise.ts'

/** The process that `start` runs inside the sandbox's namespaces. */
export async function supervise(settingsFile: string): Promise<never> {
  const settings = JSON.parse(await readFile(settingsFile, 'utf8')) as SupervisorSettings
  await run(settings, { now: () => new Date(), sleep: milliseconds => sleep(milliseconds) })
  // Open connections would keep the process running; the kernel closes them with the namespaces.
  process.exit(0)
}
