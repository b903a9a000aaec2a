import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { folderInMachines } from '../containers/packages.ts'
import { hostNameOf } from './subnet.ts'

export interface Container {
  /** Process id of the machine's PID 1 in this process's namespace. */
  readonly leaderPid: number
  /** How the machine ended: by itself, for a restart, or by a signal or failure. */
  readonly ended: Promise<ContainerEnd>
  /** Asks PID 1 for a clean power-off. */
  powerOff(): void
  /** Asks PID 1 for a clean restart. */
  restart(): void
  kill(): void
}

export type ContainerEnd = 'powered off' | 'restart' | `failed: ${string}`

export interface ContainerSpec {
  readonly instanceId: string
  readonly address: string
  readonly root: string
  readonly namespacePath: string
  /** Container programs of the host, possibly none yet; read-only in the machine as `/opt/sandbox/containers`. */
  readonly containersFolder: string
  /** Bound under their own names. */
  readonly devices: readonly string[]
  /** Control groups of the container. */
  readonly cgroups: readonly string[]
  /** Appended to. */
  readonly consoleFile: string
}

/** With --keep-unit, systemd-nspawn does not restart the machine itself, but exits with this status. */
const restartStatus = 133
// SIGRTMIN+5 of glibc, for which Node has no name; systemd's PID 1 reboots on it.
const rebootSignal = 34 + 5

/** Boots the tree at `root` as a container with systemd as its PID 1. */
export async function startContainer(spec: ContainerSpec): Promise<Container> {
  const console = await open(spec.consoleFile, 'a', 0o600)
  // A process joins the control groups and then becomes systemd-nspawn, which creates its own groups below them.
  const join =
    'while [ "$1" != -- ]; do echo 0 >"$1/cgroup.procs"; shift; done; shift; umask 022; exec systemd-nspawn "$@"'
  const nspawn = spawn('sh', ['-c', join, 'join', ...spec.cgroups, '--', ...nspawnArguments(spec)], {
    stdio: ['ignore', console.fd, console.fd],
  })
  const ended = containerEnd(nspawn)
  await once(nspawn, 'spawn').finally(() => console.close())
  const leaderPid = await findLeader(nspawn)
  return {
    leaderPid,
    ended,
    powerOff: () => void nspawn.kill('SIGTERM'),
    restart: () => signalProcess(leaderPid, rebootSignal),
    // Do not kill systemd-nspawn: it waits for the machine's last process, after which no mount is in use.
    kill: () => signalProcess(leaderPid, 'SIGKILL'),
  }
}

export function nspawnArguments(spec: Omit<ContainerSpec, 'cgroups' | 'consoleFile'>): readonly string[] {
  return [
    '--quiet',
    `--directory=${spec.root}`,
    `--machine=${spec.instanceId}`,
    `--hostname=${hostNameOf(spec.address)}`,
    `--network-namespace-path=${spec.namespacePath}`,
    `--bind-ro=${spec.containersFolder}:${folderInMachines}`,
    ...spec.devices.map(device => `--bind=${device}`),
    // For the networks of containers. It applies to the machine's own namespace only.
    '--capability=CAP_NET_ADMIN',
    '--register=no',
    '--keep-unit',
    '--resolv-conf=off',
    '--timezone=off',
    '--link-journal=no',
    '--console=read-only',
    '--boot',
  ]
}

async function containerEnd(nspawn: ChildProcess): Promise<ContainerEnd> {
  const [code, signal] = await once(nspawn, 'exit').catch((error: Error) => [error.message, null])
  if (code === 0) return 'powered off'
  if (code === restartStatus) return 'restart'
  return `failed: systemd-nspawn ended with ${signal ?? `status ${code}`}`
}

/** A process that has already ended is not an error. */
function signalProcess(pid: number, signal: NodeJS.Signals | number): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** For two minutes. */
const mostLooks = 12_000

/** PID 1 of the machine: the child of systemd-nspawn that stays. The first child only sets up and exits. */
async function findLeader(nspawn: ChildProcess): Promise<number> {
  const { pid } = nspawn
  for (let look = 0; look < mostLooks && nspawn.exitCode === null && nspawn.signalCode === null; look += 1) {
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
    for (const child of children.split(' ').filter(Boolean)) {
      const status = await readFile(`/proc/${child}/status`, 'utf8').catch(() => '')
      if (/^NSpid:.*\t1$/m.test(status)) return Number(child)
    }
    await sleep(10)
  }
  nspawn.kill('SIGKILL')
  throw new Error(`systemd-nspawn (process ${pid}) did not start a machine`)
}
