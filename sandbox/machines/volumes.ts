import { mkdir, open, truncate } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { run } from './command.ts'
import type { SavedVolume, VolumeSpec } from './types.ts'

const bytesPerGiB = 1024 ** 3

export interface AttachedVolume {
  /** `/dev/loopN`. */
  readonly loopDevice: string
  detach(): Promise<void>
}

/**
 * Creates a sparse file for each volume: empty, or a copy of the saved volume, enlarged to the requested size.
 * @throws Error if the requested size is smaller than the saved volume, as on EC2
 */
export async function createVolumes(
  folder: string,
  specs: readonly VolumeSpec[],
): Promise<readonly SavedVolume[]> {
  await mkdir(folder, { recursive: true })
  return Promise.all(specs.map(spec => createVolume(folder, spec)))
}

/** Copies a sparse file. */
export async function copySparse(source: string, target: string): Promise<void> {
  await run('cp', ['--sparse=always', '--reflink=auto', source, target])
}

/**
 * The device exists while this process has it open: losetup only marks it for detaching, and the kernel detaches it
 * when the last user closes it, also after `kill -9`.
 */
export async function attachVolume(file: string): Promise<AttachedVolume> {
  const loopDevice = (await run('losetup', ['--find', '--show', file])).trim()
  const held = await open(loopDevice)
  await run('losetup', ['--detach', loopDevice])
  return { loopDevice, detach: () => held.close() }
}

async function createVolume(folder: string, { device, sizeGiB, source }: VolumeSpec): Promise<SavedVolume> {
  const file = join(folder, `${basename(device)}.img`)
  if (source === undefined) {
    const created = await open(file, 'w')
    await created.close()
  } else {
    await copySparse(source, file)
    await refuseSmaller(file, device, sizeGiB)
    await renewFileSystemId(file)
  }
  await truncate(file, sizeGiB * bytesPerGiB)
  return { device, sizeGiB, file }
}

async function refuseSmaller(file: string, device: string, sizeGiB: number): Promise<void> {
  const opened = await open(file)
  const { size } = await opened.stat().finally(() => opened.close())
  if (size > sizeGiB * bytesPerGiB) {
    throw new Error(
      `volume ${device} of ${sizeGiB} GiB is smaller than its snapshot (${size / bytesPerGiB} GiB)`,
    )
  }
}

/**
 * All machines share one kernel, which mounts only one XFS file system with a given id. On EC2 each instance has its
 * own kernel, and copies keep the id.
 */
async function renewFileSystemId(file: string): Promise<void> {
  const type = await run('blkid', ['--probe', '--match-tag', 'TYPE', '--output', 'value', file]).catch(
    () => '',
  )
  if (type.trim() === 'xfs') await run('xfs_admin', ['-U', 'generate', file])
}
