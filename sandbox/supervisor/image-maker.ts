import type { Holds } from '../gateway/holds.ts'
import type { ImageStore, Machine } from '../machines/types.ts'
import type { ImageRecord, MotoClient } from '../moto/client.ts'

export interface ImageMakerOptions {
  readonly moto: MotoClient
  readonly images: ImageStore
  readonly holds: Holds
  readonly machines: ReadonlyMap<string, Machine>
  /** Called when an image is created or has failed. */
  readonly ended: () => void
}

/** Saves machines as AMIs, and reports the result to moto. */
export interface ImageMaker {
  /** Creates the image if it does not exist and is not in progress. */
  make(image: ImageRecord): Promise<void>
  /** Whether the instance's machine is being saved now. */
  isSaving(instanceId: string): boolean
}

export function createImageMaker(options: ImageMakerOptions): ImageMaker {
  const { moto, images, holds, machines } = options
  /** Moto's earlier data may still say `pending`. */
  const taken = new Set<string>()
  const saving = new Set<string>()

  /** Shuts a running instance down and starts it again, as CreateImage does without NoReboot. */
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
