import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import type { Call } from '#sandbox/gateway/call-log.ts'

const program = join(import.meta.dirname, '../../sandbox/main.ts')

/** The sandbox needs Linux and root; a suite without it uses `describe.skipIf(!canRunSandbox)`. */
export const canRunSandbox = process.platform === 'linux' && process.getuid?.() === 0

export interface TestSandbox {
  readonly stateFolder: string
  readonly endpoint: string
  readonly accountId: string
  /** For a client's process: this one's environment turned to the sandbox. */
  readonly environment: NodeJS.ProcessEnv
  /** For an AWS SDK client in this process; answers an error at once, without another attempt. */
  readonly clientOptions: {
    readonly endpoint: string
    readonly region: string
    readonly maxAttempts: number
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  }
  /** Runs `sandbox …` for this state folder; rejects when it fails, unless told otherwise. */
  cli(...argv: readonly string[]): Promise<string>
  /** Runs a shell command as root in a machine. */
  inMachine(instanceId: string, command: string): Promise<string>
  calls(): Promise<readonly Call[]>
  remove(): Promise<void>
}

/** A sandbox of the test file's own. It has the cache that all sandboxes share. `options`: of `sandbox start`. */
export async function startSandbox(...options: readonly string[]): Promise<TestSandbox> {
  const stateFolder = await mkdtemp(join(tmpdir(), 'sandbox-'))
  // As mkdir leaves it: the mode that mkdtemp gives would hide what the sandbox itself leaves open.
  await chmod(stateFolder, 0o755)
  const sandbox = await openSandbox(stateFolder, options)
  return {
    ...sandbox,
    remove: async () => {
      await sandbox.cli('reset')
      await rm(stateFolder, { recursive: true, force: true })
    },
  }
}

/** The sandbox in that folder; started when it does not run. `remove` leaves it to others. */
export async function openSandbox(
  stateFolder: string,
  options: readonly string[] = [],
): Promise<TestSandbox> {
  const cli = (...argv: readonly string[]) => runSandbox(stateFolder, argv)
  const { endpoint, accountId } = JSON.parse(await cli('start', '--yes', '--json', ...options)) as {
    endpoint: string
    accountId: string
  }
  const { set, unset } = JSON.parse(await cli('env', '--json')) as {
    set: Record<string, string>
    unset: string[]
  }
  const environment: NodeJS.ProcessEnv = { ...process.env, ...set }
  for (const name of unset) delete environment[name]
  return {
    stateFolder,
    endpoint,
    accountId,
    environment,
    clientOptions: {
      endpoint,
      region: set.AWS_REGION ?? '',
      maxAttempts: 1,
      credentials: {
        accessKeyId: set.AWS_ACCESS_KEY_ID ?? '',
        secretAccessKey: set.AWS_SECRET_ACCESS_KEY ?? '',
      },
    },
    cli,
    inMachine: (instanceId, command) => cli('shell', instanceId, '--', 'bash', '-c', command),
    calls: async () => JSON.parse(await cli('calls', '--json')) as readonly Call[],
    remove: async () => {},
  }
}

/** Standard output of `sandbox …`. */
export async function runSandbox(stateFolder: string, argv: readonly string[]): Promise<string> {
  const [command = '', ...rest] = argv
  const options = ['--state-folder', stateFolder]
  const { stdout } = await execa(process.execPath, [program, command, ...options, ...rest])
  return stdout
}
