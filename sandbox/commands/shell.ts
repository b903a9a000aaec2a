import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import type { MachineStatus } from '../supervisor/control.ts'
import type { RunningSandbox } from '../supervisor/running-sandbox.ts'
import { SandboxError } from '../supervisor/sandbox-error.ts'
import type { CommonOptions } from './options.ts'
import { control, requireRunning } from './running.ts'

const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Runs a root shell or one command in a machine, and exits with its status. */
export async function shell(
  machine: string,
  command: readonly string[],
  options: CommonOptions,
): Promise<void> {
  const sandbox = await requireRunning(options)
  const leaderPid = await leaderOf(machine, sandbox)
  const [inside = 'bash', ...rest] = command.length === 0 ? ['bash', '--login'] : command
  const supervisor = await firstChild(sandbox.pid)
  const enterMachine = ['nsenter', `--target=${leaderPid}`, '--all', '--wdns=/root']
  const environment = [
    'env',
    '-i',
    `PATH=${path}`,
    'HOME=/root',
    'LANG=C.UTF-8',
    `TERM=${process.env.TERM ?? 'dumb'}`,
  ]
  // Files that the command creates are the machine's.
  process.umask(0o022)
  const child = spawn(
    'nsenter',
    [`--target=${supervisor}`, '--mount', '--pid', ...enterMachine, ...environment, inside, ...rest],
    { stdio: 'inherit' },
  )
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  process.exitCode = code ?? 128 + constants.signals[signal ?? 'SIGKILL']
}

async function leaderOf(instanceId: string, sandbox: RunningSandbox): Promise<number> {
  const machines = await control<readonly MachineStatus[]>(sandbox, 'machines')
  const found = machines.find(machine => machine.instanceId === instanceId)
  if (found?.leaderPid != null) return found.leaderPid
  const what =
    found === undefined ? `machine ${instanceId} does not exist` : `machine ${instanceId} is ${found.state}`
  const running = machines.filter(({ leaderPid }) => leaderPid !== null)
  throw new SandboxError(what, {
    hint: `Running machines: ${running.map(machine => machine.instanceId).join(', ') || 'none'}.`,
  })
}

async function firstChild(pid: number): Promise<number> {
  return Number((await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ')[0])
}
