import type { Holds } from '../gateway/holds.ts'
import type { ImageStore, Machine } from '../machines/types.ts'
import type { ImageRecord, MotoClient } from '../moto/client.ts'

export interface ImageMakerOptions {
  readonly moto: MotoClient
  readonly images: ImageStore
  readonly holds: Holds
  readonly machines: ReadonlyMap<string, Machine>
  /** Told when an image is made, or could not be. */
  readonly ended: () => void
}

/** Saves machines as AMIs, and tells moto what became of them. */
export interface ImageMaker {
  /** Makes the image, unless it is made or in the making. */
  make(image: ImageRecord): Promise<void>
  /** Whether the instance's machine is being saved. */
  isSaving(instanceId: string): boolean
}

export function createImageMaker(options: ImageMakerOptions): ImageMaker {
  const { moto, images, holds, machines } = options
  /** What moto told before it was reported may still say `pending`. */
  const taken = new Set<string>()
  const saving = new Set<string>()

  /** A running instance is shut down for it and started again, as CreateImage does without NoReboot. */
  async function save(instanceId: string, imageId: string): Promise<void> {
    const machine = machines.get(instanceId)
    if (machine === undefined) throw new Error(`${imageId}: ${instanceId} has no machine`)
    const wasRunning = machine.state === 'running'
    saving.add(instanceId)
    try {
      if (wasRunning) await machine.stop()
      await images.save(machine, imageId)
      if (wasRunning) await machine.start()
    } finally {
      saving.delete(instanceId)
    }
  }

  return {
    async make({ imageId, sourceInstanceId, sourceImageId }) {
      if (taken.has(imageId)) return
      taken.add(imageId)
      try {
        if (sourceInstanceId !== null) await save(sourceInstanceId, imageId)
        else if (sourceImageId !== null) await images.copy(sourceImageId, imageId)
        await holds.released(imageId)
        await moto.reportImage(imageId, 'available')
      } catch (error) {
        await moto.reportImage(imageId, 'failed')
        throw error
      } finally {
        options.ended()
      }
    },
    isSaving: instanceId => saving.has(instanceId),
  }
}
