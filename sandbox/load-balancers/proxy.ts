import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Backend, configurationOf, ownResponses, type ProxyFiles } from './configuration.ts'
import { sendToProxy } from './runtime-socket.ts'
import { serverChanges } from './server-changes.ts'
import type { LoadBalancerRecord } from './types.ts'

export interface BalancerProxy {
  /** Brings the proxy in line. Servers change while it runs; any other change starts a process that takes over. */
  apply(balancer: LoadBalancerRecord, backends: readonly Backend[]): Promise<void>
  stop(): Promise<void>
}

interface Running {
  readonly process: ChildProcess
  readonly socket: string
  /** The configuration without servers. */
  readonly structure: string
  readonly backends: readonly Backend[]
}

/** haproxy for one load balancer. `folder` is its own; its path is short, because it contains sockets. */
export function createProxy(options: {
  readonly program: string
  readonly folder: string
  readonly report: (line: string) => void
}): BalancerProxy {
  const { program, folder, report } = options
  let running: Running | undefined
  let started = 0

  async function start(balancer: LoadBalancerRecord, backends: readonly Backend[], structure: string) {
    started += 1
    const files = filesIn(folder, started)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await writeAll(balancer, files)
    const file = join(folder, `${started}.cfg`)
    await writeFile(file, configurationOf(balancer, backends, files), { mode: 0o600 })
    const takeOver =
      running === undefined ? [] : ['-x', running.socket, '-sf', String(running.process.pid ?? '')]
    const child = spawn(program, ['-db', '-f', file, ...takeOver], { stdio: ['ignore', 'ignore', 'pipe'] })
    let output = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      output = `${output}${chunk}`.slice(-4000)
    })
    if (!(await answers(child, files.socket))) {
      child.kill('SIGKILL')
      report(`load balancer ${balancer.name}: the proxy did not start: ${output}`)
      return
    }
    running = { process: child, socket: files.socket, structure, backends }
  }

  async function changeServers(current: Running, backends: readonly Backend[]): Promise<void> {
    for (const backend of backends) {
      const before = current.backends.find(({ targetGroupArn }) => targetGroupArn === backend.targetGroupArn)
      for (const command of serverChanges(backend, before?.servers ?? [], backend.servers)) {
        const answer = await sendToProxy(current.socket, command)
        if (isFailure(answer)) report(`${command}: ${answer}`)
      }
    }
    running = { ...current, backends }
  }

  async function stop(): Promise<void> {
    const { process: child } = running ?? {}
    running = undefined
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
    }
    await rm(folder, { recursive: true, force: true })
  }

  return {
    async apply(balancer, backends) {
      if (balancer.listeners.length === 0) return stop()
      const structure = structureOf(balancer, backends)
      if (running?.structure === structure && running.process.exitCode === null) {
        return changeServers(running, backends)
      }
      return start(balancer, backends, structure)
    },
    stop,
  }
}

/** What a new process is needed for: everything but the servers. */
function structureOf(balancer: LoadBalancerRecord, backends: readonly Backend[]): string {
  const withoutServers = backends.map(backend => ({ ...backend, servers: [] }))
  const certificates = balancer.listeners.map(listener => listener.certificates)
  return configurationOf(balancer, withoutServers, filesIn('', 0)) + JSON.stringify(certificates)
}

function filesIn(folder: string, start: number): ProxyFiles {
  return {
    socket: join(folder, `${start}.sock`),
    responses: folder,
    certificates: port => join(folder, `${start}-${port}.pem`),
  }
}

async function writeAll({ listeners }: LoadBalancerRecord, files: ProxyFiles): Promise<void> {
  for (const [name, text] of Object.entries(ownResponses()))
    await writeFile(join(files.responses, name), text)
  for (const { port, certificates } of listeners) {
    if (certificates.length > 0)
      await writeFile(files.certificates(port), certificates[0] ?? '', { mode: 0o600 })
  }
}

async function answers(child: ChildProcess, socket: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt += 1) {
    const answer = await sendToProxy(socket, 'show info').catch(() => '')
    if (answer.includes('Pid:')) return true
    await sleep(50)
  }
  return false
}

function isFailure(answer: string): boolean {
  return answer !== '' && !/New server registered|Server deleted/.test(answer)
}
