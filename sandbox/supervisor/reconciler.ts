import type { Clock } from '../gateway/clock.ts'
import type { Holds } from '../gateway/holds.ts'
import type { ImageStore, Machine, MachineSpec } from '../machines/types.ts'
import type { CloudState, GroupRecord, InstanceRecord, MotoClient } from '../moto/client.ts'
import { createImageMaker } from './image-maker.ts'

export interface ReconcilerOptions {
  readonly moto: MotoClient
  readonly images: ImageStore
  readonly holds: Holds
  readonly clock: Clock
  readonly boot: (spec: MachineSpec) => Machine
  /** The reason for which a fault fails the launch of an Auto Scaling group. */
  readonly launchFault: () => string | undefined
  /** The reason for which a fault ends a spot instance that runs. */
  readonly interruption: () => string | undefined
  readonly apiAddress: string
  readonly machines: Map<string, Machine>
  /** Called with moto's data in every pass. */
  readonly follow: (state: CloudState) => void
}

export interface Reconciler {
  /** Call this when moto's data may have changed. Returns at once. */
  trigger(): void
  /** Moto's latest data. */
  readonly seen: CloudState
  /** Resolves when the machines have caught up with moto's data the next time. */
  nextPass(): Promise<void>
}

const groupTag = 'aws:autoscaling:groupName'

/**
 * Brings machines in line with moto's instances and saved layers with its AMIs, and reports the results to moto.
 * Instances of an Auto Scaling group start inside moto, so the reconciler reads moto's data, not the calls.
 */
export function createReconciler(options: ReconcilerOptions): Reconciler {
  const { moto, images, holds, machines } = options
  const reboots = new Map<string, number>()
  const imageMaker = createImageMaker({ ...options, ended: trigger })
  let seen: CloudState = { instances: [], images: [], groups: [], loadBalancers: [], targetGroups: [] }
  let passed = Promise.withResolvers<void>()
  let running: Promise<void> | undefined
  let again = false
  let waiting = false

  function trigger(): void {
    if (running !== undefined) {
      again = true
      return
    }
    running = pass()
      .catch((error: Error) => console.error(`reconciler: ${error.stack}`))
      .finally(() => {
        running = undefined
        passed.resolve()
        passed = Promise.withResolvers()
        if (!again) return
        again = false
        trigger()
      })
  }

  async function pass(): Promise<void> {
    seen = await moto.state()
    options.follow(seen)
    for (const instance of seen.instances) await follow(instance)
    for (const image of seen.images) {
      if (image.state === 'pending') inBackground(imageMaker.make(image), image.imageId)
    }
    const known = new Set(seen.images.map(({ imageId }) => imageId))
    for (const imageId of await images.list()) if (!known.has(imageId)) await images.remove(imageId)
    if (seen.groups.some(group => isShort(group) || group.hasScheduledAction)) lookAgain()
  }

  /** Retries a failed launch, and executes scheduled actions, without a call. */
  function lookAgain(): void {
    if (waiting) return
    waiting = true
    void options.clock.sleep(1000).then(() => {
      waiting = false
      trigger()
    })
  }

  async function follow(instance: InstanceRecord): Promise<void> {
    const { instanceId, state } = instance
    const machine = machines.get(instanceId)
    if (machine === undefined) {
      if (state === 'pending') await boot(instance)
      if (state === 'shutting-down') await report(instanceId, 'terminated')
      return
    }
    // A snapshot has the state at the time of its request, so an instance that ends during it does no harm.
    if (imageMaker.isSaving(instanceId)) return
    if (state === 'stopping' && machine.state === 'running') inBackground(machine.stop(), instanceId)
    if (state === 'pending' && machine.state === 'stopped') inBackground(machine.start(), instanceId)
    if (state === 'shutting-down' && machine.state !== 'terminated')
      inBackground(machine.terminate(), instanceId)
    if (instance.isSpot && state === 'running' && machine.state === 'running') {
      const reason = options.interruption()
      if (reason !== undefined) inBackground(machine.terminate(reason), instanceId)
    }
    if (instance.reboots > (reboots.get(instanceId) ?? 0) && machine.state === 'running') {
      reboots.set(instanceId, instance.reboots)
      machine.reboot()
    }
  }

  async function boot(instance: InstanceRecord): Promise<void> {
    const { instanceId, imageId, address, rootDevice } = instance
    const fault = instance.tags[groupTag] === undefined ? undefined : options.launchFault()
    if (fault !== undefined) return report(instanceId, 'terminated', fault)
    const { lowerDirectories, volumes } = await images.resolve(imageId)
    const sources = new Map(volumes.map(({ device, file }) => [device, file]))
    const machine = options.boot({
      instanceId,
      imageId,
      address,
      lowerDirectories,
      apiAddress: options.apiAddress,
      volumes: instance.devices
        .filter(({ device }) => device !== rootDevice)
        .map(({ device, sizeGiB }) => {
          const source = sources.get(device)
          return source === undefined ? { device, sizeGiB } : { device, sizeGiB, source }
        }),
    })
    machines.set(instanceId, machine)
    machine.onStateChange((state, reason) => {
      if (state === 'terminated') machines.delete(instanceId)
      if (!imageMaker.isSaving(instanceId) || state === 'terminated')
        inBackground(report(instanceId, state, reason), instanceId)
    })
  }

  async function report(instanceId: string, state: InstanceRecord['state'], reason?: string): Promise<void> {
    if (state === 'running') await holds.released(instanceId)
    await moto.reportInstance(instanceId, state, reason)
    // Another change may have been requested while the machine was changing.
    trigger()
  }

  function inBackground(work: Promise<void>, subject: string): void {
    work.catch((error: Error) => console.error(`${subject}: ${error.stack}`))
  }

  return {
    trigger,
    get seen() {
      return seen
    },
    nextPass: () => passed.promise,
  }
}

function isShort({ desired, instances }: GroupRecord): boolean {
  return instances.filter(({ lifecycleState }) => !lifecycleState.startsWith('Terminating')).length < desired
}
