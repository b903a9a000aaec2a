import { join } from 'node:path'
import { createMachineCgroups, removeCgroups } from './cgroup.ts'
import { writeMachineFiles } from './machine-files.ts'
import { runtimeFolder } from './namespaces.ts'
import type { ContainerSpec } from './nspawn.ts'
import { mountOverlay } from './overlay.ts'
import type { MachineSpec, Network, SavedVolume } from './types.ts'
import { attachVolume } from './volumes.ts'

export interface MachineHost {
  readonly stateFolder: string
  readonly network: Network
  /** Programs that run containers in machines. They can be added while machines run. */
  readonly containersFolder: string
}

/** Resources of a machine from power-on to power-off. */
export interface Hardware {
  readonly container: ContainerSpec
  release(): Promise<void>
}

/** Mounts, connects, and attaches, in this order. Undoes it in reverse order, also if a step fails. */
export async function assembleHardware(
  spec: MachineSpec,
  host: MachineHost,
  disks: { readonly folder: string; readonly address: string; readonly volumes: readonly SavedVolume[] },
): Promise<Hardware> {
  const undo: (() => Promise<void>)[] = []
  const release = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const overlay = await mountOverlay({
      lowerDirectories: spec.lowerDirectories,
      folder: disks.folder,
      root: join(runtimeFolder, spec.instanceId),
    })
    undo.push(overlay.unmount)
    const devices = new Map<string, string>()
    for (const { device, file } of disks.volumes) {
      const attached = await attachVolume(file)
      undo.push(attached.detach)
      devices.set(device, attached.loopDevice)
    }
    const port = await host.network.attach(spec.instanceId, disks.address)
    undo.push(port.detach)
    const cgroups = await createMachineCgroups(host.stateFolder, spec.instanceId)
    undo.push(() => removeCgroups(cgroups))
    await writeMachineFiles({
      root: overlay.root,
      address: port.address,
      apiAddress: spec.apiAddress,
      devices,
    })
    return {
      container: {
        instanceId: spec.instanceId,
        address: port.address,
        root: overlay.root,
        namespacePath: port.namespacePath,
        containersFolder: host.containersFolder,
        devices: [...devices.values()],
        cgroups,
        consoleFile: join(disks.folder, 'console.log'),
      },
      release,
    }
  } catch (error) {
    await release()
    throw error
  }
}
