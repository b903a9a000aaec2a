import type { ProcessIdentity } from '../ports/ports.ts'

/**
 * What this machine knows about a run. Everything that a run creates is written here, to disk, before it is created.
 * A later kind of run is one more member of this union.
 */
export type RunRecord = BakeRecord | DeployRecord | VerifyRecord

export type RecordKind = RunRecord['kind']
export type RecordOf<Kind extends RecordKind> = Extract<RunRecord, { readonly kind: Kind }>

export interface RecordBase<Kind extends string, End extends string> {
  readonly schemaVersion: 2
  readonly kind: Kind
  readonly runId: string
  /** Name of the project; null without one, and in records from before projects. */
  readonly project: string | null
  readonly accountId: string
  readonly region: string
  /** Custom endpoint of the AWS API; null on AWS itself. */
  readonly endpoint: string | null
  /** ISO 8601. */
  readonly startedAt: string
  readonly outcome: 'running' | End
  /** Seconds that each finished step took. */
  readonly stepSeconds: Readonly<Record<string, number>>
  /** Whether something was left behind when the run ended; null while that is not known. */
  readonly leftovers: boolean | null
  /** The process of packer-ecs; null in records of version 1. */
  readonly owner: ProcessIdentity | null
}

export interface BakeRecord extends RecordBase<'bake', BakeEnd> {
  readonly image: string
  /** Digest of each input that decides the AMI's content; empty when the bake ended before its plan. */
  readonly inputs: Readonly<Record<string, string>>
  /** Settings of the image by their keys, as JSON; empty when the bake ended before its plan, and in older records. */
  readonly settings: Readonly<Record<string, string>>
  /** The leader of Packer's process group; null before the build. */
  readonly packer: ProcessIdentity | null
  /** Every region in which the bake may create something; the build's region is the first. */
  readonly regions: readonly string[]
  /** The build instance is, or may be, a spot instance, which needs a launch template; false before the build. */
  readonly spot: boolean
  /** The AMI's name in every region; null before the build. */
  readonly amiName: string | null
  /** What Packer reported that it creates or has created. */
  readonly created: readonly CreatedResource[]
  /** When `clean` found nothing more to delete; ISO 8601. */
  readonly cleanedAt: string | null
}

export type BakeEnd = 'baked' | 'unchanged' | 'planned' | 'failed' | 'interrupted'

export interface CreatedResource {
  readonly kind: 'instance' | 'image' | 'key-pair' | 'security-group' | 'instance-profile'
  /** An id for instance and image, a name for the others. */
  readonly id: string
}

export interface DeployRecord extends RecordBase<'deploy', DeployEnd> {
  readonly stackName: string
  /** Name of a change set that may still exist; null when there is none, or when it was executed. */
  readonly changeSet: string | null
  /** How long the stack operation took, in seconds; null unless it succeeded while it was watched. */
  readonly operation: { readonly kind: 'create' | 'update'; readonly seconds: number } | null
}

export type DeployEnd =
  | 'created'
  | 'updated'
  | 'unchanged'
  | 'planned'
  | 'started'
  | 'detached'
  | 'rolledBack'
  | 'failed'

export interface VerifyRecord extends RecordBase<'verify', VerifyEnd> {
  /** Name of the image; the AMI's id if it is of none. */
  readonly image: string
  /** What the launch creates or changes; null before it, and when everything is undone. */
  readonly launch: VerifyLaunch | null
}

export type VerifyEnd = 'verified' | 'failed' | 'interrupted'

export interface VerifyLaunch {
  /** Of the group. */
  readonly vpcId: string
  /** The Auto Scaling group, with the launch template that it has between verifications. */
  readonly group: string
  readonly idleTemplate: { readonly id: string; readonly version: string }
  /** Name of the run's launch template. */
  readonly template: string
}

/** Whether a record in a project's folder is of that project: the folder may have several configuration files. */
export function isOfProject({ project }: Pick<RunRecord, 'project'>, name: string | null): boolean {
  return project === null || project === name
}

/** What a run works on: the name of an image or of a stack. */
export function subjectOf(record: RunRecord): string {
  return record.kind === 'deploy' ? record.stackName : record.image
}
