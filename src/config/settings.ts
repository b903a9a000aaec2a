/** A checked packer-ecs.yaml. Paths in it are as written, relative to `folder`. */
export interface Project {
  readonly file: string
  /** The folder of the file. */
  readonly folder: string
  /** Never null when a stack's name has `{project}`. */
  readonly name: string | null
  readonly images: Readonly<Record<string, ImageSettings>>
  readonly stacks: Readonly<Record<string, StackSettings>>
  /** S3 bucket for templates that CloudFormation reads from S3; null: none. */
  readonly artifactBucket: string | null
  /** By name; empty: the account and region of the session. */
  readonly targets: Readonly<Record<string, TargetSettings>>
  readonly session: SessionSettings
}

/** An account and region that AMIs are promoted in. */
export interface TargetSettings {
  readonly account: string
  readonly region: string
  /** ARN of a role of the account; null: the session itself. */
  readonly role: string | null
}

/** One CloudFormation stack in each of its environments. */
export interface StackSettings {
  /** With the placeholders `{project}`, `{env}` and `{stack}`. */
  readonly name: string
  readonly template: string
  /** By environment. */
  readonly parameterFiles: Readonly<Record<string, string>>
  /** Parameter of the template → image; the parameter is set to the image's newest good AMI. */
  readonly amis: Readonly<Record<string, string>>
  /** By environment, or `*` for all: the channel whose AMI is used instead of the newest good one. */
  readonly channels: Readonly<Record<string, string>>
  readonly capabilities: readonly string[]
  readonly tags: Readonly<Record<string, string>>
  /** ARN of the role that CloudFormation uses; null: the stack's current role, or the caller's permissions. */
  readonly role: string | null
  readonly terminationProtection: boolean
  /** ARNs. */
  readonly notificationTopics: readonly string[]
}

/** The AWS identity that commands use. */
export interface SessionSettings {
  /** ARN of the role to assume; null: the identity of the profile or environment is used. */
  readonly role: string | null
  readonly externalId: string | null
  /** Empty: any. */
  readonly allowedAccounts: readonly string[]
  /** Program and arguments that print an MFA code; null: packer-ecs prompts for the code. */
  readonly mfaCommand: readonly string[] | null
  /** Lifetime of a session of the role; it is then renewed. */
  readonly durationSeconds: number
}

/** The longest `amiTimeoutMinutes`: `clean` must know how long a bake can take on another machine. */
export const longestAmiMinutes = 540

/** One image with all defaults. `null` means "none" or "not set". */
export interface ImageSettings {
  readonly base: Base
  readonly architecture: Architecture
  readonly instanceType: string
  /** Null: the build instance is an On-Demand instance. */
  readonly spot: Spot | null
  /** With the placeholders `{image}`, `{release}` and `{runId}`; `{runId}` is always there. */
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  readonly rootVolume: Volume
  readonly dataVolume: DataVolume | null
  readonly volumes: readonly MountedVolume[]
  /** IANA name, e.g. `Europe/Vienna`. */
  readonly timezone: string
  readonly packages: readonly string[]
  readonly updates: Updates
  readonly logs: Logs
  /** The section `metrics` of the CloudWatch agent's configuration; null: no metrics. */
  readonly metrics: Readonly<Record<string, Json>> | null
  readonly proxy: HttpProxy | null
  /** ECS_* variables, baked as defaults; values are literal, never quoted. */
  readonly agent: Readonly<Record<string, string>>
  /** Content of Docker's daemon.json. */
  readonly docker: Readonly<Record<string, Json>>
  /** Container images that are pulled into the AMI. */
  readonly containerImages: readonly string[]
  readonly scripts: readonly OwnScript[]
  /** Paths of scripts that a verification runs; not in the AMI. */
  readonly checks: readonly string[]
  readonly files: readonly OwnFile[]
  /** For the scripts; not in the AMI. */
  readonly staging: readonly StagedFile[]
  /** Handlebars template that replaces packer/image.pkr.hcl.hbs. */
  readonly template: string | null
  readonly network: Network
  /** Regions that the finished AMI is copied to. */
  readonly copyTo: readonly string[]
  readonly shareWith: ShareWith
  readonly deprecateAfterDays: number | null
  /** For the AMI and for each copy. */
  readonly amiTimeoutMinutes: number
  /** An AMI older than this is baked again even if its bake key did not change. */
  readonly maxAgeDays: number
  readonly firstRun: FirstRun
}

/** `recommended`: the newest ECS-optimized AL2023 AMI. `release`: a pinned one. `ami`: any AMI, by its id. */
export type Base =
  | { readonly kind: 'recommended' }
  | { readonly kind: 'release'; readonly release: string }
  | { readonly kind: 'ami'; readonly imageId: string }

export interface Spot {
  /** US dollars per hour; null: the On-Demand price. */
  readonly maxPrice: string | null
  /** Empty: `instanceType`. */
  readonly instanceTypes: readonly string[]
}

export type Architecture = 'x86_64' | 'arm64'

export type VolumeType = 'gp2' | 'gp3' | 'io1' | 'io2' | 'st1' | 'sc1'

export interface Volume {
  readonly device: string
  /** GiB. */
  readonly size: number
  readonly type: VolumeType
  /** Set for gp3, io1 and io2, else null. */
  readonly iops: number | null
  /** MiB/s; set for gp3, else null. */
  readonly throughput: number | null
  readonly encrypted: boolean
  /** Key id, alias or ARN; null is the account's default key. */
  readonly kmsKey: string | null
  /** Key per region of `copyTo`. */
  readonly kmsKeys: Readonly<Record<string, string>>
}

/** A volume with a file system that instances mount at boot by its label. */
export interface MountedVolume extends Volume {
  readonly fileSystem: 'xfs' | 'ext4'
  readonly label: string
  readonly mountPoint: string
}

export interface DataVolume extends MountedVolume {
  /** What of Docker is on the volume: its volumes, or all of /var/lib/docker. */
  readonly docker: 'volumes' | 'all'
}

interface Updates {
  /** `latest`, a release such as `2023.9.20261020`, or null: no update. */
  readonly releasever: string | null
}

/** A log file of the project's programs. */
interface LogFile {
  /** Absolute path; may contain `*`. */
  readonly path: string
  /** Name of the log group below those of the instance; null: the path. */
  readonly group: string | null
  /** In the notation of the CloudWatch agent; null: the time when a line is read. */
  readonly timestampFormat: string | null
}

type LogGroup = 'dmesg' | 'messages' | 'docker' | 'ecs-init' | 'ecs-agent' | 'ecs-audit'

interface Logs {
  readonly groups: readonly LogGroup[]
  readonly files: readonly LogFile[]
  /** null: lines never expire. */
  readonly retentionDays: number | null
}

export interface HttpProxy {
  /** `host:port`, without a scheme. */
  readonly url: string
  /** Added to the addresses that never use the proxy. */
  readonly noProxy: readonly string[]
}

/** The recipe's scripts that the project's scripts can run after, in the order in which they run. */
export const recipeScripts = [
  'prepare',
  'packages',
  'storage',
  'timezone',
  'cloud-init',
  'docker',
  'container-images',
  'awslogs',
  'first-run',
  'files',
] as const

export type RecipeScript = (typeof recipeScripts)[number]

interface OwnScript {
  /** Null: the build instance is restarted. */
  readonly path: string | null
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** The recipe's script that this one runs after. */
  readonly after: RecipeScript | 'cleanup'
}

export interface OwnFile {
  /** A file, or a folder until it is replaced by its files. */
  readonly source: string
  readonly target: string
  /** Octal, four digits, e.g. `0644`; null: the default, until it is known whether the source is a folder. */
  readonly mode: string | null
  /** `user:group`, each a name or a number. */
  readonly owner: string
  /** Whether the finished AMI must have the file as it is in the project. */
  readonly check: boolean
}

export interface StagedFile {
  readonly source: string
  /** Path below the staging folder of the build instance. */
  readonly name: string
}

/** Where the build instance runs and how Packer reaches it. */
export interface Network {
  readonly vpc: string | null
  readonly subnet: string | null
  /** EC2 DescribeSubnets filters, e.g. `tag:Class` → `build`. */
  readonly subnetFilter: Readonly<Record<string, string>> | null
  readonly securityGroups: readonly string[]
  /** null: the subnet's setting. */
  readonly publicAddress: boolean | null
  readonly ssh: 'public' | 'private' | 'session-manager'
  /** CIDRs that the temporary security group allows SSH from; null: only the caller's address. */
  readonly sourceCidrs: readonly string[] | null
  /** Name of the build instance's profile; null: none, or for Session Manager a temporary one. */
  readonly instanceProfile: string | null
}

interface ShareWith {
  readonly accounts: readonly string[]
  /** ARNs. */
  readonly organizations: readonly string[]
  /** ARNs. */
  readonly organizationalUnits: readonly string[]
  /** Whether the accounts can also copy the snapshots. */
  readonly snapshots: boolean
}

interface FirstRun {
  readonly timeoutSeconds: number
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
