import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { run } from './command.ts'
import type { ImageStore, Machine, ResolvedImage, SavedVolume } from './types.ts'
import { copySparse } from './volumes.ts'

/** Content of `images/AMI_ID.json`. Its layers are in `layers/`. */
interface ImageRecord extends ResolvedImage {
  readonly schemaVersion: 1
  readonly imageId: string
}

export interface ImageStoreOptions {
  readonly stateFolder: string
  /** The base tree, uppermost directory first. */
  readonly baseDirectories: readonly string[]
  /** The existing machines; their layers are kept. */
  readonly machines: () => Iterable<Machine>
}

/** The saved images of a state folder. */
export async function openImageStore(options: ImageStoreOptions): Promise<ImageStore> {
  const images = join(options.stateFolder, 'images')
  const layers = join(options.stateFolder, 'layers')
  await mkdir(images, { recursive: true })
  await mkdir(layers, { recursive: true })

  const recordFile = (imageId: string) => join(images, `${imageId}.json`)

  async function find(imageId: string): Promise<ImageRecord | undefined> {
    const text = await readFile(recordFile(imageId), 'utf8').catch(ignoreMissing)
    return text === undefined ? undefined : (JSON.parse(text) as ImageRecord)
  }

  async function write(record: ImageRecord): Promise<void> {
    const file = recordFile(record.imageId)
    await writeFile(`${file}.partial`, `${JSON.stringify(record, null, 2)}\n`)
    await rename(`${file}.partial`, file)
  }

  async function list(): Promise<readonly string[]> {
    const files = await readdir(images)
    return files.filter(file => file.endsWith('.json')).map(file => basename(file, '.json'))
  }

  const beingSaved = new Set<string>()

  async function removeUnusedLayers(): Promise<void> {
    // In this order, a layer that is being saved is either not listed yet or known to be in use.
    const stored = (await readdir(layers)).map(name => join(layers, name))
    const used = new Set(beingSaved)
    const records = await Promise.all((await list()).map(find))
    for (const user of [...records, ...options.machines()]) {
      for (const directory of user?.lowerDirectories ?? []) used.add(dirname(directory))
    }
    const unused = stored.filter(layer => !used.has(layer))
    await Promise.all(unused.map(layer => rm(layer, { recursive: true, force: true })))
  }

  async function save(machine: Machine, imageId: string, layer: string): Promise<void> {
    const fileOf = (volume: SavedVolume) => join(layer, basename(volume.file))
    await mkdir(layer)
    await run('cp', ['--archive', '--reflink=auto', machine.rootLayer, join(layer, 'root')])
    await Promise.all(machine.volumes.map(volume => copySparse(volume.file, fileOf(volume))))
    await write({
      schemaVersion: 1,
      imageId,
      lowerDirectories: [join(layer, 'root'), ...machine.lowerDirectories],
      volumes: machine.volumes.map(volume => ({ ...volume, file: fileOf(volume) })),
    })
  }

  await removeUnusedLayers()
  return {
    list,
    async resolve(imageId) {
      const record = await find(imageId)
      return record ?? { lowerDirectories: options.baseDirectories, volumes: [] }
    },
    async save(machine, imageId) {
      if (machine.state !== 'stopped') {
        throw new Error(`${machine.instanceId} is ${machine.state}; only a stopped machine can be saved`)
      }
      const layer = join(layers, imageId)
      beingSaved.add(layer)
      try {
        await save(machine, imageId, layer)
      } finally {
        beingSaved.delete(layer)
        await removeUnusedLayers()
      }
    },
    async copy(imageId, newImageId) {
      const record = await find(imageId)
      if (record !== undefined) await write({ ...record, imageId: newImageId })
    },
    async remove(imageId) {
      await rm(recordFile(imageId), { force: true })
      await removeUnusedLayers()
    },
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
