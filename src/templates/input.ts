/** All inputs of a bake's template, from the plan. */
export interface TemplateInput {
  readonly region: string
  /** A custom EC2 endpoint, e.g. `http://127.0.0.1:5000`; null for AWS itself. */
  readonly endpoint: string | null
  readonly baseImageId: string
  readonly instanceType: string
  /** Null: an On-Demand instance. */
  readonly spot: { readonly maxPrice: string | null; readonly instanceTypes: readonly string[] } | null
  readonly amiName: string
  readonly amiDescription: string
  /** Name of the temporary key pair. */
  readonly keyPairName: string
  /** Tags of the temporary resources: instance, volumes, key pair, security group. */
  readonly runTags: Tags
  readonly amiTags: Tags
  readonly snapshotTags: Tags
  readonly rootVolume: Volume
  readonly dataVolume: Volume | null
  readonly volumes: readonly Volume[]
  /** Without the build's region. */
  readonly copies: readonly Copy[]
  readonly shareWith: {
    readonly accounts: readonly string[]
    /** The accounts can also copy the snapshots. */
    readonly snapshots: boolean
    /** Organizations and organizational units. */
    readonly organisationArns: readonly string[]
  }
  /** RFC 3339 in UTC, e.g. `2027-05-01T00:00:00Z`. */
  readonly deprecateAt: string | null
  /** How long Packer waits for an AMI, and how often it looks. */
  readonly polling: { readonly delaySeconds: number; readonly attempts: number }
  readonly network: Network
  /** Its content is copied to /var/tmp/packer-ecs on the build instance. */
  readonly payloadFolder: string
  /** Run as root, in order. */
  readonly scripts: readonly string[]
  /** One of the scripts restarts the build instance. */
  readonly expectDisconnect: boolean
  /** Run as root, after the inventory was downloaded. */
  readonly cleanupScript: string
  readonly inventoryFile: string
  readonly manifestFile: string
  /** Versions of the Amazon plugin that cannot build this. */
  readonly brokenAmazonPlugins: readonly string[]
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
  /** Empty: a temporary group that allows SSH from `sshSource`. */
  readonly securityGroupIds: readonly string[]
  /** Null: the subnet's setting. */
  readonly publicAddress: boolean | null
  readonly ssh: 'public' | 'private' | 'session-manager'
  /** `caller`: the public address of this machine. */
  readonly sshSource: 'caller' | readonly string[]
  /** Name. Null: none, but for Session Manager a temporary role and profile with least privilege. */
  readonly instanceProfile: string | null
}

type Subnet = { readonly id: string } | { readonly filters: Tags }

/** Packer has separate options for organizations and organizational units. */
export function isOrganisationalUnit(arn: string): boolean {
  return /^arn:[\w-]+:organizations::\d+:ou\//.test(arn)
}

/** The capabilities of the installed Packer, which determine the template's structure. */
export interface TemplateCapabilities {
  /** Minimum version of the Amazon plugin, which the template must require. Null: the builder is part of Packer. */
  readonly oldestAmazonPlugin: string | null
  readonly ed25519KeyPair: boolean
  readonly metadataOptions: boolean
  readonly imdsSupport: boolean
  readonly deprecateAt: boolean
  /** Packer can determine the caller's public address. */
  readonly sourcePublicAddress: boolean
  readonly organisationSharing: boolean
  readonly sessionManager: boolean
}
