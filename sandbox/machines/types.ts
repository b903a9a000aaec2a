/** The /24 of a sandbox. Machines have the addresses .10 to .250, load balancers .3 to .9. */
export interface Subnet {
  /** e.g. `10.91.7.0/24` */
  readonly cidr: string
  /** The bridge inside the sandbox: address of the API, and default route of the machines. */
  readonly bridgeAddress: string
  /** The host's end of the interface pair into the sandbox. */
  readonly hostAddress: string
}

export interface Network {
  readonly subnet: Subnet
  /** Creates the namespace with the machine's `eth0`, and returns its path. */
  attach(instanceId: string, address: string): Promise<NetworkPort>
  /** Adds an address to the bridge, for a program in the sandbox that host and machines reach. */
  claim(address: string): Promise<void>
  /** Removes it. */
  release(address: string): Promise<void>
}

export interface NetworkPort {
  readonly address: string
  readonly macAddress: string
  readonly namespacePath: string
  detach(): Promise<void>
}

/** A volume in a block device mapping. */
export interface VolumeSpec {
  /** Name in the mapping, e.g. `/dev/xvdcy`. */
  readonly device: string
  readonly sizeGiB: number
  /** File of a saved volume to copy; without it the volume is empty. */
  readonly source?: string
}

export interface SavedVolume {
  readonly device: string
  readonly sizeGiB: number
  readonly file: string
}

export type MachineState = 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated'

export interface MachineSpec {
  readonly instanceId: string
  /** Unique address in the sandbox's /24; moto assigns it (sandbox/moto/patches/addresses.py). */
  readonly address: string
  readonly imageId: string
  /** Read-only directories, uppermost first: `ResolvedImage.lowerDirectories`. */
  readonly lowerDirectories: readonly string[]
  readonly volumes: readonly VolumeSpec[]
  /** Address of `aws.sandbox` in the machine's /etc/hosts. */
  readonly apiAddress: string
}

export interface Machine {
  readonly instanceId: string
  readonly imageId: string
  readonly address: string
  readonly macAddress: string
  readonly lowerDirectories: readonly string[]
  /** Upper directory of the overlay: everything that the machine wrote. */
  readonly rootLayer: string
  readonly volumes: readonly SavedVolume[]
  readonly state: MachineState
  /** Process id of the machine's PID 1 in the sandbox's namespace, for `nsenter --all --target`. */
  readonly leaderPid: number | undefined
  /** Boots a stopped machine again. It keeps its address, disks, and console. */
  start(): Promise<void>
  /** Powers the machine off cleanly and keeps its data. Resolves when it is stopped. */
  stop(): Promise<void>
  /** Asks the running machine for a clean restart; it stays in state `running`. */
  reboot(): void
  /** Kills, unmounts, and deletes the machine. Resolves when nothing is left. */
  terminate(reason?: string): Promise<void>
  /** Resolves when the machine is in that state. Rejects if it terminates instead. */
  waitForState(state: MachineState): Promise<void>
  /** Called on every change of state, with a reason if the machine itself caused it. */
  onStateChange(listener: (state: MachineState, reason: string | undefined) => void): void
  /** The last 64 KB of the console output of all boots; also available after termination. */
  consoleOutput(): Promise<string>
}

export interface ResolvedImage {
  readonly lowerDirectories: readonly string[]
  readonly volumes: readonly SavedVolume[]
}

export interface ImageStore {
  /** The layers above the base tree and the volumes of a saved AMI; only the base tree for any other id. */
  resolve(imageId: string): Promise<ResolvedImage>
  /** Copies the layer and volumes of a stopped machine, atomically. */
  save(machine: Machine, imageId: string): Promise<void>
  /** Adds a second id for the same layers, for CopyImage. */
  copy(imageId: string, newImageId: string): Promise<void>
  /** Deletes the image, and its layer unless another image or a machine uses it. */
  remove(imageId: string): Promise<void>
  list(): Promise<readonly string[]>
}
