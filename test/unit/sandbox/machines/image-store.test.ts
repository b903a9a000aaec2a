import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openImageStore } from '#sandbox/machines/image-store.ts'
import type { ImageStore, Machine } from '#sandbox/machines/types.ts'

const baseDirectories = ['/cache/overlay', '/cache/packages']

describe('the image store', () => {
  let stateFolder: string
  let machines: Machine[]
  let store: ImageStore

  beforeEach(async () => {
    stateFolder = await mkdtemp(join(tmpdir(), 'image-store-'))
    machines = []
    store = await open()
  })
  afterEach(() => rm(stateFolder, { recursive: true }))

  test('has only the base tree for an AMI that was not saved here', async () => {
    expect(await store.resolve('ami-of-amazon')).toEqual({ lowerDirectories: baseDirectories, volumes: [] })
  })

  test("keeps a machine's layer and volumes, also for the next sandbox", async () => {
    await store.save(await machine('i-1', baseDirectories), 'ami-1')
    const { lowerDirectories, volumes } = await (await open()).resolve('ami-1')
    expect(lowerDirectories.slice(1)).toEqual(baseDirectories)
    expect(await readFile(join(lowerDirectories[0] ?? '', 'written'), 'utf8')).toBe('by i-1')
    expect(volumes.map(({ device, sizeGiB }) => [device, sizeGiB])).toEqual([['/dev/xvdcy', 1]])
    expect(await readFile(volumes[0]?.file ?? '', 'utf8')).toBe('volume of i-1')
  })

  test('stacks an image on the image of its machine', async () => {
    await store.save(await machine('i-1', baseDirectories), 'ami-1')
    const { lowerDirectories: first } = await store.resolve('ami-1')
    await store.save(await machine('i-2', first), 'ami-2')
    const { lowerDirectories: second } = await store.resolve('ami-2')
    expect(second.slice(1)).toEqual(first)
    await store.remove('ami-1')
    await Promise.all(second.slice(0, 2).map(directory => access(directory)))
  })

  test('refuses to save a machine that is not stopped', async () => {
    const running = { ...(await machine('i-1', baseDirectories)), state: 'running' } as Machine
    await expect(store.save(running, 'ami-1')).rejects.toThrow(
      'i-1 is running; only a stopped machine can be saved',
    )
    expect(await store.list()).toEqual([])
  })

  test('deletes a layer with the last image that uses it', async () => {
    await store.save(await machine('i-1', baseDirectories), 'ami-1')
    await store.copy('ami-1', 'ami-copy')
    await store.remove('ami-1')
    const { lowerDirectories } = await store.resolve('ami-copy')
    expect(await readFile(join(lowerDirectories[0] ?? '', 'written'), 'utf8')).toBe('by i-1')
    await store.remove('ami-copy')
    expect(await storedLayers()).toEqual([])
  })

  test('keeps a layer while a machine uses it', async () => {
    await store.save(await machine('i-1', baseDirectories), 'ami-1')
    machines.push(await machine('i-2', (await store.resolve('ami-1')).lowerDirectories))
    await store.remove('ami-1')
    expect(await store.list()).toEqual([])
    expect(await storedLayers()).toEqual(['ami-1'])
    machines.pop()
    await open()
    expect(await storedLayers()).toEqual([])
  })

  test('deletes the layer of an interrupted save', async () => {
    const broken = { ...(await machine('i-1', baseDirectories)), rootLayer: join(stateFolder, 'missing') }
    await expect(store.save(broken, 'ami-1')).rejects.toThrow('missing')
    expect(await store.list()).toEqual([])
    await store.save(await machine('i-1', baseDirectories), 'ami-1')
    expect(await store.list()).toEqual(['ami-1'])
  })

  function open(): Promise<ImageStore> {
    return openImageStore({ stateFolder, baseDirectories, machines: () => machines })
  }

  function storedLayers(): Promise<readonly string[]> {
    return readdir(join(stateFolder, 'layers'))
  }

  /** What the store looks at of a machine, with real files. */
  async function machine(instanceId: string, lowerDirectories: readonly string[]): Promise<Machine> {
    const folder = join(stateFolder, 'machines', instanceId)
    const rootLayer = join(folder, 'root')
    const file = join(folder, 'xvdcy.img')
    await mkdir(rootLayer, { recursive: true })
    await writeFile(join(rootLayer, 'written'), `by ${instanceId}`)
    await writeFile(file, `volume of ${instanceId}`)
    const volumes = [{ device: '/dev/xvdcy', sizeGiB: 1, file }]
    return { instanceId, state: 'stopped', lowerDirectories, rootLayer, volumes } as unknown as Machine
  }
})
