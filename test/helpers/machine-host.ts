/**
 * A sandbox of machines and metadata alone, without AWS's API: the process that the machine tests start under
 * namespaces of its own and drive over HTTP, one call for each of a machine's verbs.
 */
import { randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { openImageStore } from '#sandbox/machines/image-store.ts'
import { bootMachine } from '#sandbox/machines/machine.ts'
import { prepareNamespaces } from '#sandbox/machines/namespaces.ts'
import { createNetwork, metadataAddress } from '#sandbox/machines/network.ts'
import { subnetOf } from '#sandbox/machines/subnet.ts'
import type { Machine, VolumeSpec } from '#sandbox/machines/types.ts'
import { startMetadataServer } from '#sandbox/metadata/server.ts'
import type { InstanceMetadata } from '#sandbox/metadata/types.ts'

export const machineHostPort = 8080

export interface MachineHostSettings {
  readonly stateFolder: string
  readonly baseDirectories: readonly string[]
  readonly publicKey: string
}

export interface MachineCall {
  readonly action: 'boot' | 'start' | 'stop' | 'reboot' | 'terminate' | 'console' | 'save' | 'remove'
  readonly instanceId: string
  readonly imageId: string
  readonly sizeGiB?: number
  readonly userData?: string
}

const [settingsText] = process.argv.slice(2)
if (settingsText !== undefined) await serve(JSON.parse(settingsText) as MachineHostSettings)

async function serve({ stateFolder, baseDirectories, publicKey }: MachineHostSettings): Promise<void> {
  await prepareNamespaces(stateFolder)
  const subnet = subnetOf(stateFolder)
  const network = await createNetwork({ stateFolder, subnet })
  const containersFolder = join(stateFolder, 'containers')
  await mkdir(containersFolder, { recursive: true })
  const machines = new Map<string, Machine>()
  const metadata = new Map<string, InstanceMetadata>()
  const images = await openImageStore({ stateFolder, baseDirectories, machines: () => machines.values() })
  await startMetadataServer({
    address: metadataAddress,
    port: 80,
    now: () => new Date(),
    randomHex: bytes => randomBytes(bytes).toString('hex'),
    source: address => metadata.get(address),
  })

  let booted = 0
  async function boot({ instanceId, imageId, sizeGiB = 1, userData }: MachineCall): Promise<string> {
    const { lowerDirectories, volumes } = await images.resolve(imageId)
    const [saved] = volumes
    const volume: VolumeSpec = { device: '/dev/xvdcy', sizeGiB, ...(saved && { source: saved.file }) }
    const address = subnet.bridgeAddress.replace(/\d+$/, String(10 + booted))
    booted += 1
    const apiAddress = subnet.bridgeAddress
    const machine = bootMachine(
      { instanceId, imageId, address, lowerDirectories, volumes: [volume], apiAddress },
      { stateFolder, network, containersFolder },
    )
    machines.set(instanceId, machine)
    metadata.set(machine.address, metadataOf(machine, publicKey, userData))
    await machine.waitForState('running')
    return machine.address
  }

  async function act(call: MachineCall): Promise<string> {
    if (call.action === 'boot') return boot(call)
    if (call.action === 'remove') return images.remove(call.imageId).then(() => '')
    const machine = machines.get(call.instanceId)
    if (machine === undefined) throw new Error(`no machine ${call.instanceId}`)
    if (call.action === 'console') return machine.consoleOutput()
    if (call.action === 'save') await images.save(machine, call.imageId)
    else await machine[call.action]()
    return machine.state
  }

  createServer(async (request, response) => {
    const answer = await act((await json(request)) as MachineCall).catch((error: Error) => {
      response.statusCode = 500
      return error.message
    })
    response.end(answer)
  }).listen(machineHostPort, subnet.bridgeAddress, () => console.log('ready'))
}

function metadataOf(machine: Machine, publicKey: string, userData?: string): InstanceMetadata {
  return {
    accountId: '123456789012',
    region: 'us-east-1',
    availabilityZone: 'us-east-1a',
    instanceId: machine.instanceId,
    imageId: machine.imageId,
    instanceType: 't3.small',
    architecture: 'x86_64',
    launchTime: new Date(),
    privateAddress: machine.address,
    macAddress: machine.macAddress,
    securityGroups: [],
    keyPair: { name: 'test', publicKey },
    options: {
      httpEndpoint: 'enabled',
      httpTokens: 'required',
      httpPutResponseHopLimit: 2,
      instanceMetadataTags: 'disabled',
    },
    tags: {},
    devices: ['/dev/xvda', '/dev/xvdcy'],
    ...(userData === undefined ? {} : { userData: Buffer.from(userData) }),
  }
}
