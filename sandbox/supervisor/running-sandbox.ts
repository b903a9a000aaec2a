import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A started sandbox; `state.json` in its state folder. */
export interface RunningSandbox {
  /** Process whose end ends everything in the sandbox. */
  readonly pid: number
  /** When that process started, in kernel ticks since boot, because process ids are reused. */
  readonly processStart: string
  readonly endpoint: string
  /** For requests to the supervisor; missing if an older version started the sandbox. */
  readonly controlSecret?: string
  readonly accountId: string
  readonly region: string
  readonly stateFolder: string
}

/** `state.json`, written when the process starts and again when the sandbox responds. */
interface StateFile extends RunningSandbox {
  readonly answers: boolean
}

/** The sandbox of that state folder; undefined if none is running or it does not respond yet. */
export async function findRunning(stateFolder: string): Promise<RunningSandbox | undefined> {
  const state = await readState(stateFolder)
  return state?.answers ? state : undefined
}

/** The same, including a sandbox that does not respond yet, or never will because its `start` was interrupted. */
export async function findProcess(stateFolder: string): Promise<RunningSandbox | undefined> {
  return readState(stateFolder)
}

async function readState(stateFolder: string): Promise<StateFile | undefined> {
  const text = await readFile(stateFile(stateFolder), 'utf8').catch(ignoreMissing)
  if (text === undefined) return undefined
  const state = JSON.parse(text) as StateFile
  return (await processStartOf(state.pid)) === state.processStart ? state : undefined
}

export async function writeRunning(
  sandbox: Omit<RunningSandbox, 'processStart'>,
  answers: boolean,
): Promise<RunningSandbox> {
  const processStart = await processStartOf(sandbox.pid)
  if (processStart === undefined) throw new Error(`process ${sandbox.pid} has ended`)
  const running = { ...sandbox, processStart }
  const file = stateFile(sandbox.stateFolder)
  // Other processes can read it at any time, so it is replaced atomically.
  await writeFile(`${file}.partial`, `${JSON.stringify({ ...running, answers }, null, 2)}\n`, { mode: 0o600 })
  await rename(`${file}.partial`, file)
  return running
}

export async function forgetRunning(stateFolder: string): Promise<void> {
  await rm(stateFile(stateFolder), { force: true })
}

/** Undefined if the process does not exist or is a zombie. */
export async function processStartOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(ignoreMissing)
  // The name in parentheses can contain spaces.
  const [state, ...fields] = text?.slice(text.lastIndexOf(')') + 2).split(' ') ?? []
  return state === undefined || state === 'Z' ? undefined : fields[18]
}

function stateFile(stateFolder: string): string {
  return join(stateFolder, 'state.json')
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT' && error.code !== 'ESRCH') throw error
}
