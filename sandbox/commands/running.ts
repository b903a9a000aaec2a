import { requestControl } from '../supervisor/request-control.ts'
import { findRunning, type RunningSandbox } from '../supervisor/running-sandbox.ts'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import { type CommonOptions, stateFolderOf } from './options.ts'

/**
 * The running sandbox.
 * @throws SandboxError if none is running
 */
export async function requireRunning(options: CommonOptions): Promise<RunningSandbox> {
  const stateFolder = stateFolderOf(options)
  const sandbox = await findRunning(stateFolder)
  if (sandbox !== undefined) return sandbox
  throw new SandboxError(`no sandbox is running in ${stateFolder}`, {
    hint: 'Run "packer-ecs sandbox start" to start one.',
  })
}

/** Calls the supervisor. */
export async function control<Answer>(
  sandbox: RunningSandbox,
  path: string,
  content?: unknown,
): Promise<Answer> {
  const response = await requestControl(sandbox, path, { content, milliseconds: 10_000 })
  if (!response.ok)
    throw new Error(`${path}: the sandbox returned ${response.status} ${await response.text()}`)
  return (await response.json()) as Answer
}
