export type Tags = Readonly<Record<string, string>>

/** An AMI as EC2 describes it. */
export interface Image {
  readonly imageId: string
  readonly name: string
  /** Empty when there is none. */
  readonly description: string
  /** `pending`, `available`, `failed`, `disabled` … */
  readonly state: string
  /** EC2's reason why it is not available; empty otherwise. */
  readonly stateReason: string
  /** `x86_64` or `arm64`. */
  readonly architecture: string
  readonly ownerId: string
  readonly createdAt: Date
  readonly deprecatedAt: Date | undefined
  /** `v2.0` when instances require IMDSv2 by default; empty otherwise. */
  readonly imdsSupport: string
  readonly tags: Tags
  readonly volumes: readonly ImageVolume[]
}

export interface ImageVolume {
  readonly deviceName: string
  readonly snapshotId: string
  /** GiB. */
  readonly size: number
  readonly type: string
  readonly encrypted: boolean
  readonly iops?: number
  /** MiB/s. */
  readonly throughput?: number
}
