import { randomBytes } from 'node:crypto'
import { open, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnInNamespaces } from '../machines/namespaces.ts'
import { subnetOf } from '../machines/subnet.ts'
import type { Subnet } from '../machines/types.ts'
import { identityOf } from './identity.ts'
import { withLock } from './lock.ts'
import { ensurePrerequisites, type PrerequisiteOptions } from './prerequisites.ts'
import { makePrivateFolder } from './private-folder.ts'
import { accepts } from './probe.ts'
import { requestControl } from './request-control.ts'
import { findRunning, processStartOf, type RunningSandbox, writeRunning } from './running-sandbox.ts'
import { SandboxError } from './sandbox-error.ts'
import { stopSandbox } from './stop.ts'
import type { SupervisorSettings } from './supervise.ts'

export interface StartOptions extends PrerequisiteOptions {
  readonly stateFolder: string
  /** Node and the program with the command `supervise`. */
  readonly program: readonly [string, ...string[]]
  readonly environment: NodeJS.ProcessEnv
  /** Records requests and responses completely. */
  readonly recordExchanges: boolean
}

/** The running sandbox of the state folder; starts it if there is none. Concurrent calls start only one. */
export async function ensureStarted(options: StartOptions): Promise<RunningSandbox> {
  const { stateFolder } = options
  await makePrivateFolder(stateFolder)
  const present = await findRunning(stateFolder)
  if (present !== undefined) return present
  return withLock(join(stateFolder, 'start.lock'), async () => {
    const started = await findRunning(stateFolder)
    return started ?? launch(options)
  })
}

async function launch(options: StartOptions): Promise<RunningSandbox> {
  const { stateFolder, recordExchanges } = options
  // An interrupted `start` may have left a sandbox behind.
  await stopSandbox(stateFolder)
  const prerequisites = await ensurePrerequisites(options)
  const identity = await identityOf(stateFolder)
  const controlSecret = randomBytes(32).toString('hex')
  const settings: SupervisorSettings = {
    stateFolder,
    identity,
    controlSecret,
    recordExchanges,
    ...prerequisites,
  }
  const settingsFile = join(stateFolder, 'supervisor.json')
  await writeFile(settingsFile, JSON.stringify(settings), { mode: 0o600 })
  const logFile = join(stateFolder, 'supervisor.log')
  const log = await open(logFile, 'a', 0o600)
  try {
    const pid = await spawnInNamespaces({
      // Node as PID 1 does not reap orphaned processes; a shell does.
      command: ['bash', '-c', '"$@" & wait $!', 'sandbox', ...options.program, 'supervise', settingsFile],
      environment: options.environment,
      stateFolder,
      log: log.fd,
    })
    const subnet = subnetOf(stateFolder)
    const { accountId, region } = identity
    const endpoint = `http://${subnet.bridgeAddress}`
    const sandbox = { pid, endpoint, controlSecret, accountId, region, stateFolder }
    await writeRunning(sandbox, false)
    await answers(subnet, sandbox, logFile)
    return await writeRunning(sandbox, true)
  } finally {
    await log.close()
  }
}

type Launched = Omit<RunningSandbox, 'processStart'>

async function answers(
  { bridgeAddress, hostAddress }: Subnet,
  sandbox: Launched,
  logFile: string,
): Promise<void> {
  while ((await processStartOf(sandbox.pid)) !== undefined) {
    const connected = await accepts({ host: bridgeAddress, port: 80, localAddress: hostAddress })
    if (connected && (await isReady(sandbox))) return
    await sleep(20)
  }
  const lines = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-15)
  throw new SandboxError(`the sandbox exited while it was starting:\n${lines.join('\n')}`, {
    hint: `See the log: ${logFile}.`,
  })
}

/** The sandbox responds when moto is also ready. */
async function isReady(sandbox: Launched): Promise<boolean> {
  // A recently killed sandbox may have accepted the connection, and then never responds.
  const response = await requestControl(sandbox, 'ready', { milliseconds: 5000 }).catch(() => undefined)
  return response?.ok === true
}
