/** The /24 of one sandbox. Machines have the addresses .10 to .250. */
export interface Subnet {
  /** e.g. `10.91.7.0/24` */
  readonly cidr: string
  /** The bridge inside the sandbox: gateway of AWS's API, default route of the machines. */
  readonly bridgeAddress: string
  /** The host's end of the one pair that leads into the sandbox. */
  readonly hostAddress: string
}

export interface Network {
  readonly subnet: Subnet
  /** Makes the namespace with the machine's `eth0` in it; the result is the namespace's path. */
  attach(instanceId: string, address: string): Promise<NetworkPort>
}

export interface NetworkPort {
  readonly address: string
  readonly macAddress: string
  readonly namespacePath: string
  detach(): Promise<void>
}

/** What a person asks for in a block device mapping. */
export interface VolumeSpec {
  /** Name in the mapping, e.g. `/dev/xvdcy`. */
  readonly device: string
  readonly sizeGiB: number
  /** File of a saved volume to start from; a new volume is empty. */
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
  /** Of the sandbox's /24, and no other machine's: moto gives them out (sandbox/moto/patches/addresses.py). */
  readonly address: string
  readonly imageId: string
  /** Read-only directories, uppermost first: `ResolvedImage.lowerDirectories`. */
  readonly lowerDirectories: readonly string[]
  readonly volumes: readonly VolumeSpec[]
  /** Named `aws.sandbox` in the machine's /etc/hosts. */
  readonly apiAddress: string
}

export interface Machine {
  readonly instanceId: string
  readonly imageId: string
  readonly address: string
  readonly macAddress: string
  readonly lowerDirectories: readonly string[]
  /** What the machine itself wrote, as an overlay's upper directory. */
  readonly rootLayer: string
  readonly volumes: readonly SavedVolume[]
  readonly state: MachineState
  /** Process id of the machine's PID 1 in the sandbox's namespace, for `nsenter --all --target`. */
  readonly leaderPid: number | undefined
  /** Boots a stopped machine again, with its address, disks and console kept. */
  start(): Promise<void>
  /** Clean power-off; what was written is kept. Resolves when the machine is stopped. */
  stop(): Promise<void>
  /** Asks the running machine for a clean restart; it stays in state `running`. */
  reboot(): void
  /** Kills, unmounts and deletes. Resolves when nothing is left. */
  terminate(): Promise<void>
  /** Resolves at once when the machine is in that state; rejects when it terminates instead. */
  waitForState(state: MachineState): Promise<void>
  /** Called at every change of state, with a reason when the machine itself caused it. */
  onStateChange(listener: (state: MachineState, reason: string | undefined) => void): void
  /** The last 64 KB of what the machine wrote to its console, over all its boots; also when it is terminated. */
  consoleOutput(): Promise<string>
}

export interface ResolvedImage {
  readonly lowerDirectories: readonly string[]
  readonly volumes: readonly SavedVolume[]
}

export interface ImageStore {
  /** An AMI saved here: its layers above the base tree, and its volumes. Any other id: the base tree alone. */
  resolve(imageId: string): Promise<ResolvedImage>
  /** Copies the stopped machine's own layer and its volumes; the image is there completely or not at all. */
  save(machine: Machine, imageId: string): Promise<void>
  /** A second id for the same layers, for CopyImage. */
  copy(imageId: string, newImageId: string): Promise<void>
  /** Forgets the image. Its layer goes too, unless an image or a machine still stands on it. */
  remove(imageId: string): Promise<void>
  list(): Promise<readonly string[]>
}
