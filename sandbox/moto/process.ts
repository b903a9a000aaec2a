import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { accepts } from '../supervisor/probe.ts'
import { pythonOf } from './environment.ts'

/** On the loopback interface of the sandbox's network namespace, where no other program uses the port. */
export const motoAddress = { host: '127.0.0.1', port: 5000 }

export interface MotoOptions {
  /** Folder with server.py. */
  readonly program: string
  /** The virtual environment with moto. */
  readonly environmentFolder: string
  readonly accountId: string
  readonly region: string
  /** The /24 of the machines, in CIDR notation. */
  readonly machineNetwork: string
}

export interface MotoProcess {
  /** Resolves when moto listens. Rejects if it exits instead. */
  readonly ready: Promise<void>
  /** Rejects when moto exits. */
  readonly ended: Promise<never>
}

/** Starts moto with this process's standard output and error. It takes 2 to 3 s to load. */
export function startMoto(options: MotoOptions): MotoProcess {
  const { accountId, region, machineNetwork } = options
  const settings = JSON.stringify({ port: motoAddress.port, accountId, region, machineNetwork })
  const child = spawn(pythonOf(options.environmentFolder), [join(options.program, 'server.py'), settings], {
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`moto exited with ${signal ?? `status ${code}`}; the log has the reason`)
  })
  const ready = Promise.race([listening(), ended])
  ready.catch(() => undefined)
  return { ready, ended }
}

async function listening(): Promise<void> {
  while (!(await accepts(motoAddress))) await sleep(25)
}
