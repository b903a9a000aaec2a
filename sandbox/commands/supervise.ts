import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { supervise as run, type SupervisorSettings } from '../supervisor/supervise.ts'

/** What `start` runs inside the sandbox's namespaces. */
export async function supervise(settingsFile: string): Promise<never> {
  const settings = JSON.parse(await readFile(settingsFile, 'utf8')) as SupervisorSettings
  await run(settings, { now: () => new Date(), sleep: milliseconds => sleep(milliseconds) })
  // Moto and metadata connections would keep it alive; the kernel ends them with the namespaces.
  process.exit(0)
}
