import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { explainFailure } from './boot-failure.ts'
import { assembleHardware, type MachineHost } from './hardware.ts'
import { createLifecycle } from './lifecycle.ts'
import { type Container, type ContainerEnd, startContainer } from './nspawn.ts'
import { macAddressOf } from './subnet.ts'
import type { Machine, MachineSpec, SavedVolume } from './types.ts'
import { createVolumes } from './volumes.ts'

export type { MachineHost } from './hardware.ts'

const consoleBytes = 64 * 1024
/** A machine that does not power off within this time is killed. */
const powerOffMilliseconds = 20_000

/** Starts a machine and returns it in state `pending`. If it cannot boot, it becomes `terminated`, with the reason. */
export function bootMachine(spec: MachineSpec, host: MachineHost): Machine {
  const { instanceId, address } = spec
  const folder = join(host.stateFolder, 'machines', instanceId)
  const lifecycle = createLifecycle(instanceId)
  let volumes: readonly SavedVolume[] = []
  let container: Container | undefined
  let switchedOff = false
  let lastConsole: string | undefined

  async function install(): Promise<void> {
    await mkdir(folder, { recursive: true })
    volumes = await createVolumes(join(folder, 'volumes'), spec.volumes)
  }

  /** From power-on to power-off, including restarts. */
  async function run(): Promise<ContainerEnd> {
    const hardware = await assembleHardware(spec, host, { folder, address, volumes })
    try {
      for (;;) {
        container = await startContainer(hardware.container)
        if (switchedOff) container.kill()
        else if (lifecycle.state === 'pending') lifecycle.enter('running')
        const end = await container.ended
        if (end !== 'restart' || lifecycle.state !== 'running') return end
      }
    } finally {
      container = undefined
      await hardware.release()
    }
  }

  async function powerOn(): Promise<void> {
    const end = await run()
    const reason = end === 'powered off' ? undefined : explainFailure(end, await readConsole())
    if (!switchedOff) lifecycle.enter('stopped', reason)
  }

  async function remove(reason?: string): Promise<void> {
    lastConsole = await readConsole()
    await rm(folder, { recursive: true, force: true })
    lifecycle.enter('terminated', reason)
  }

  const readConsole = () => lastBytes(join(folder, 'console.log'), consoleBytes)

  async function removeBroken(error: Error): Promise<void> {
    if (switchedOff) return
    switchedOff = true
    await remove(explainFailure(error.message, await readConsole()))
  }

  let power = install().then(powerOn).catch(removeBroken)

  return {
    instanceId,
    imageId: spec.imageId,
    address,
    macAddress: macAddressOf(address),
    lowerDirectories: spec.lowerDirectories,
    rootLayer: join(folder, 'root'),
    get volumes() {
      return volumes
    },
    get state() {
      return lifecycle.state
    },
    get leaderPid() {
      return container?.leaderPid
    },
    async start() {
      requireState('stopped', 'started')
      lifecycle.enter('pending')
      power = powerOn().catch(removeBroken)
      await lifecycle.waitFor('running')
    },
    async stop() {
      requireState('running', 'stopped')
      lifecycle.enter('stopping')
      container?.powerOff()
      const timer = setTimeout(() => container?.kill(), powerOffMilliseconds)
      await lifecycle.waitFor('stopped').finally(() => clearTimeout(timer))
    },
    reboot() {
      requireState('running', 'restarted')
      container?.restart()
    },
    async terminate(reason) {
      if (lifecycle.state === 'terminated') return
      if (switchedOff) return lifecycle.waitFor('terminated')
      switchedOff = true
      lifecycle.enter('shutting-down')
      container?.kill()
      await power
      await remove(reason)
    },
    waitForState: lifecycle.waitFor,
    onStateChange: lifecycle.onChange,
    consoleOutput: async () => lastConsole ?? readConsole(),
  }

  function requireState(required: Machine['state'], wanted: string): void {
    if (lifecycle.state === required) return
    throw new Error(
      `${instanceId} is ${lifecycle.state}; only a machine that is ${required} can be ${wanted}`,
    )
  }
}

async function lastBytes(path: string, count: number): Promise<string> {
  const file = await open(path).catch(() => undefined)
  if (file === undefined) return ''
  try {
    const { size } = await file.stat()
    const length = Math.min(size, count)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.subarray(0, bytesRead).toString('utf8')
  } finally {
    await file.close()
  }
}
