import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './command.ts'
import { enterHostNetwork, runtimeFolder } from './namespaces.ts'
import { macAddressOf, sandboxName } from './subnet.ts'
import type { Network, NetworkPort, Subnet } from './types.ts'

const bridge = 'sandbox0'
export const metadataAddress = '169.254.169.254'

/**
 * Creates the sandbox's bridge and the interface pair to the host. Call it once, inside the sandbox's network
 * namespace, which was started by `spawnInNamespaces`.
 */
export async function createNetwork(options: {
  readonly stateFolder: string
  readonly subnet: Subnet
}): Promise<Network> {
  const { stateFolder, subnet } = options
  await createBridge(subnet)
  await connectToHost(stateFolder, subnet)
  return {
    subnet,
    attach: (instanceId, address) => attach({ instanceId, address, subnet }),
    claim: address => ip([`address add ${address}/32 dev ${bridge}`]),
    release: address => ip([`address delete ${address}/32 dev ${bridge}`]),
  }
}

async function createBridge({ bridgeAddress }: Subnet): Promise<void> {
  await ip([
    'link set lo up',
    // Without a fixed address, a bridge changes its address with its ports, and the host keeps using the old one.
    `link add ${bridge} address ${macAddressOf(bridgeAddress)} type bridge stp_state 0 forward_delay 0`,
    `address add ${bridgeAddress}/24 dev ${bridge}`,
    `address add ${metadataAddress}/32 dev ${bridge}`,
    `link set ${bridge} up`,
  ])
}

async function connectToHost(stateFolder: string, { hostAddress }: Subnet): Promise<void> {
  const outside = `pecs-${sandboxName(stateFolder)}`
  // A recently killed sandbox may still have the name: the kernel removes the pair with a delay.
  await onHost(['link', 'delete', outside]).catch(() => undefined)
  await onHost([
    'link',
    'add',
    outside,
    'type',
    'veth',
    'peer',
    'name',
    'uplink',
    'netns',
    String(process.pid),
  ])
  await onHost(['address', 'add', `${hostAddress}/24`, 'dev', outside])
  await onHost(['link', 'set', outside, 'up'])
  await ip([`link set uplink master ${bridge} up`])
}

async function onHost(ipArguments: readonly string[]): Promise<void> {
  const [file = '', ...rest] = [...enterHostNetwork(), 'ip', ...ipArguments]
  await run(file, rest)
}

interface Attachment {
  readonly instanceId: string
  readonly address: string
  readonly subnet: Subnet
}

async function attach({ instanceId, address, subnet }: Attachment): Promise<NetworkPort> {
  const namespacePath = join(runtimeFolder, `${instanceId}.net`)
  const macAddress = macAddressOf(address)
  const port = `port${address.slice(address.lastIndexOf('.') + 1)}`
  await writeFile(namespacePath, '')
  await run('unshare', [`--net=${namespacePath}`, 'true'])
  await ip([
    `link add ${port} type veth peer name eth0 address ${macAddress} netns ${namespacePath}`,
    `link set ${port} master ${bridge} up`,
  ])
  await ip(
    [
      'link set lo up',
      'link set eth0 up',
      `address add ${address}/24 dev eth0`,
      `route add default via ${subnet.bridgeAddress}`,
    ],
    namespacePath,
  )
  await allowForwarding(namespacePath)
  return {
    address,
    macAddress,
    namespacePath,
    async detach() {
      await ip([`link delete ${port}`])
      await run('umount', ['--lazy', namespacePath])
    },
  }
}

/** For the host ports of containers. In the machine itself, these settings are read-only. */
async function allowForwarding(namespacePath: string): Promise<void> {
  const settings = ['ip_forward', 'conf/all/route_localnet']
  const write = settings.map(name => `echo 1 >/proc/sys/net/ipv4/${name}`).join(' && ')
  await run('nsenter', [`--net=${namespacePath}`, 'sh', '-c', write])
}

async function ip(commands: readonly string[], namespacePath?: string): Promise<void> {
  const enter = namespacePath === undefined ? [] : ['nsenter', `--net=${namespacePath}`]
  const [file = 'ip', ...rest] = [...enter, 'ip', '-batch', '-']
  await run(file, rest, `${commands.join('\n')}\n`)
}
