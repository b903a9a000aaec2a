import { readdir, readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { execa } from 'execa'
import type { Processes } from '../ports/ports.ts'

/** Processes are found in /proc on Linux, and with `ps` elsewhere. */
export const processes: Processes = {
  host: hostname(),
  async self() {
    const startMark = (await this.startMark(process.pid)) ?? ''
    return { host: hostname(), processId: process.pid, startMark }
  },
  startMark: processId => (process.platform === 'linux' ? startInProc(processId) : startByPs(processId)),
  membersOf: group => (process.platform === 'linux' ? groupInProc(group) : groupByPs(group)),
  workingFolder: processId => readlink(`/proc/${processId}/cwd`).catch(() => undefined),
  signalGroup(group, signal) {
    try {
      process.kill(-group, signal)
    } catch {
      // It ended in the meantime.
    }
  },
}

interface Status {
  readonly state: string
  readonly group: number
  /** Clock ticks after the boot. */
  readonly startTicks: string
}

/** A process that its parent has not reaped yet (state Z) has ended. */
async function statusInProc(processId: number | string): Promise<Status | undefined> {
  const text = await readFile(`/proc/${processId}/stat`, 'utf8').catch(() => '')
  // The second field is the name of the program in parentheses and may contain anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state = '', , group = ''] = fields
  if (state === '' || state === 'Z' || state === 'X') return undefined
  return { state, group: Number(group), startTicks: fields[19] ?? '' }
}

async function startInProc(processId: number): Promise<string | undefined> {
  const status = await statusInProc(processId)
  if (status === undefined) return undefined
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  return `${boot.trim()}:${status.startTicks}`
}

async function groupInProc(group: number): Promise<readonly number[]> {
  const names = (await readdir('/proc')).filter(name => /^\d+$/.test(name))
  const found = await Promise.all(
    names.map(async name => ((await statusInProc(name))?.group === group ? [Number(name)] : [])),
  )
  return found.flat()
}

async function startByPs(processId: number): Promise<string | undefined> {
  const { stdout } = await execa('ps', ['-o', 'lstart=', '-p', String(processId)], {
    reject: false,
    env: { LC_ALL: 'C', TZ: 'UTC' },
  })
  return stdout?.trim() || undefined
}

async function groupByPs(group: number): Promise<readonly number[]> {
  const { stdout = '' } = await execa('ps', ['-axo', 'pid=,pgid='], { reject: false })
  return stdout
    .split('\n')
    .map(line => line.trim().split(/\s+/).map(Number))
    .flatMap(([processId, pgid]) => (pgid === group && processId !== undefined ? [processId] : []))
}
