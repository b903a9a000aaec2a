import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A sandbox that was started: `state.json` in its state folder. */
export interface RunningSandbox {
  /** Process whose end ends everything in the sandbox. */
  readonly pid: number
  /** When that process started, in the kernel's ticks since boot: ids are used again. */
  readonly processStart: string
  readonly endpoint: string
  readonly accountId: string
  readonly region: string
  readonly stateFolder: string
}

/** The sandbox of that state folder, or undefined when none runs. */
export async function findRunning(stateFolder: string): Promise<RunningSandbox | undefined> {
  const text = await readFile(stateFile(stateFolder), 'utf8').catch(ignoreMissing)
  if (text === undefined) return undefined
  const sandbox = JSON.parse(text) as RunningSandbox
  return (await processStartOf(sandbox.pid)) === sandbox.processStart ? sandbox : undefined
}

export async function writeRunning(sandbox: Omit<RunningSandbox, 'processStart'>): Promise<RunningSandbox> {
  const processStart = await processStartOf(sandbox.pid)
  if (processStart === undefined) throw new Error(`process ${sandbox.pid} has ended`)
  const running = { ...sandbox, processStart }
  await writeFile(stateFile(sandbox.stateFolder), `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 })
  return running
}

export async function forgetRunning(stateFolder: string): Promise<void> {
  await rm(stateFile(stateFolder), { force: true })
}

/** Undefined when there is no such process, or only its remains. */
export async function processStartOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(ignoreMissing)
  // The name, in brackets, may hold spaces.
  const [state, ...fields] = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? []
  return state === undefined || state === 'Z' ? undefined : fields[18]
}

function stateFile(stateFolder: string): string {
  return join(stateFolder, 'state.json')
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error
}
