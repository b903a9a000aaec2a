/** What a bake's template depends on. Nothing in it is read from anywhere: the planner hands it in. */
export interface TemplateInput {
  readonly region: string
  /** Another EC2 endpoint than AWS's own, e.g. `http://127.0.0.1:5000`. */
  readonly endpoint: string | null
  readonly baseImageId: string
  readonly instanceType: string
  readonly amiName: string
  readonly amiDescription: string
  /** Of the temporary key pair. */
  readonly keyPairName: string
  /** On everything that exists only for the build: instance, volumes, key pair, security group. */
  readonly runTags: Tags
  readonly amiTags: Tags
  readonly snapshotTags: Tags
  readonly rootVolume: Volume
  readonly dataVolume: Volume | null
  /** The build's region is not among them. */
  readonly copies: readonly Copy[]
  readonly shareWith: {
    readonly accounts: readonly string[]
    /** Of organisations and of organisational units. */
    readonly organisationArns: readonly string[]
  }
  /** RFC 3339 in UTC, e.g. `2027-05-01T00:00:00Z`. */
  readonly deprecateAt: string | null
  readonly network: Network
  /** The folder whose content goes to /var/tmp/packer-ecs on the build instance. */
  readonly payloadFolder: string
  /** Run as root, in order. */
  readonly scripts: readonly string[]
  /** Run as root, after the inventory was fetched. */
  readonly cleanupScript: string
  readonly inventoryFile: string
  readonly manifestFile: string
}

export type Tags = Readonly<Record<string, string>>

export interface Volume {
  /** E.g. `/dev/xvda`. */
  readonly device: string
  /** GiB. */
  readonly size: number
  readonly type: 'gp2' | 'gp3' | 'io1' | 'io2' | 'st1' | 'sc1'
  /** Null: the type's default. */
  readonly iops: number | null
  /** MiB/s, for gp3 only. Null: the type's default. */
  readonly throughput: number | null
  readonly encrypted: boolean
  /** Id, ARN or `alias/…` in the build's region. Null: the account's default key. */
  readonly kmsKey: string | null
}

interface Copy {
  readonly region: string
  /** Null: the default key of that region. */
  readonly kmsKey: string | null
}

export interface Network {
  readonly vpcId: string | null
  readonly subnet: Subnet | null
  /** Empty: a temporary group that lets `sshSource` in. */
  readonly securityGroupIds: readonly string[]
  /** Null: what the subnet says. */
  readonly publicAddress: boolean | null
  readonly ssh: 'public' | 'private' | 'session-manager'
  /** `caller`: the public address that this machine is seen under. */
  readonly sshSource: 'caller' | readonly string[]
  /** For Session Manager. Null: a temporary role and profile with the least that it needs. */
  readonly instanceProfile: string | null
}

type Subnet = { readonly id: string } | { readonly filters: Tags }

/** Both are shared with by ARN, but Packer has an option for each. */
export function isOrganisationalUnit(arn: string): boolean {
  return /^arn:[\w-]+:organizations::\d+:ou\//.test(arn)
}

/** What the Packer that was found can do; decides the template's structure. */
export interface TemplateCapabilities {
  /** The Amazon builder is a plugin that the template has to name. Null: it is part of Packer. */
  readonly oldestAmazonPlugin: string | null
  readonly ed25519KeyPair: boolean
  readonly metadataOptions: boolean
  readonly imdsSupport: boolean
  readonly deprecateAt: boolean
  /** Packer finds out the caller's public address by itself. */
  readonly sourcePublicAddress: boolean
  readonly organisationSharing: boolean
  readonly sessionManager: boolean
}
