/** Returns the metadata of the machine with that address. */
export type MetadataSource = (address: string) => InstanceMetadata | undefined

export interface InstanceMetadata {
  readonly accountId: string
  readonly region: string
  readonly availabilityZone: string
  readonly instanceId: string
  readonly imageId: string
  readonly instanceType: string
  readonly architecture: 'x86_64' | 'arm64'
  /** Launch time of the instance; `pendingTime` in the identity document. */
  readonly launchTime: Date
  readonly privateAddress: string
  readonly publicAddress?: string
  readonly macAddress: string
  readonly vpcId?: string
  readonly subnetId?: string
  /** CIDR of the subnet, e.g. `10.91.7.0/24`. */
  readonly subnetCidr?: string
  readonly securityGroups: readonly SecurityGroup[]
  readonly keyPair?: KeyPair
  readonly userData?: Buffer
  readonly options: MetadataOptions
  readonly role?: InstanceRole
  readonly tags: Readonly<Record<string, string>>
  /** Names as in the block device mapping, the root device first, e.g. `['/dev/xvda', '/dev/xvdcy']`. */
  readonly devices: readonly string[]
  readonly spotInterruption?: SpotInterruption
}

export interface SecurityGroup {
  readonly id: string
  readonly name: string
}

export interface KeyPair {
  readonly name: string
  /** In the format of authorized_keys. */
  readonly publicKey: string
}

/** Names and values as in RunInstances' MetadataOptions. */
export interface MetadataOptions {
  readonly httpEndpoint: 'enabled' | 'disabled'
  readonly httpTokens: 'required' | 'optional'
  readonly httpPutResponseHopLimit: number
  readonly instanceMetadataTags: 'enabled' | 'disabled'
}

export interface InstanceRole {
  readonly name: string
  readonly instanceProfileArn: string
  readonly instanceProfileId: string
  readonly credentials: RoleCredentials
}

export interface RoleCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly lastUpdated: Date
  readonly expiration: Date
}

export interface SpotInterruption {
  readonly action: 'terminate' | 'stop' | 'hibernate'
  readonly time: Date
}
