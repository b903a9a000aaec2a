/** What crosses the borders of CloudFormation's stand-in: engine (pure) on one side, actuator and API on the other. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
export type Properties = Readonly<Record<string, Json>>
export type Tags = Readonly<Record<string, string>>

/** Does to single resources what the engine decides. Intrinsics are resolved before. May take as long as AWS does. */
export interface Actuator {
  /** Rejects with ResourceError. */
  create(resource: ResourceRequest): Promise<ResourceRecord>
  update(
    resource: ResourceRequest & {
      readonly physicalId: string
      readonly previous: Properties
      readonly previousTags: Tags
    },
  ): Promise<ResourceRecord>
  remove(resource: ResourceRequest & { readonly physicalId: string }): Promise<void>
  group(group: GroupId): Promise<GroupView>
  resizeGroup(
    group: GroupId,
    size: { readonly min?: number; readonly max?: number; readonly desired?: number },
  ): Promise<void>
  /** Resolves when the instance is gone, drained before where a capacity provider drains. */
  terminateInGroup(group: GroupId, instanceId: string, decrementDesired: boolean): Promise<void>
  suspend(group: GroupId, processes: readonly string[]): Promise<void>
  resume(group: GroupId, processes: readonly string[]): Promise<void>
}

export interface ResourceRequest {
  readonly stackId: string
  readonly stackName: string
  /** Of the outermost stack, in whose caller's name all is done. */
  readonly rootName: string
  readonly region: string
  readonly logicalId: string
  /** e.g. `AWS::ECS::Cluster`. */
  readonly type: string
  readonly properties: Properties
  /** The stack's, with `aws:cloudformation:…`. */
  readonly tags: Tags
  /** Of this request, for the words of a failure. */
  readonly token: string
}

export interface ResourceRecord {
  /** What Ref gives. */
  readonly physicalId: string
  /** What Fn::GetAtt gives. */
  readonly attributes: Readonly<Record<string, Json>>
}

/** An AWS::AutoScaling::AutoScalingGroup of a stack. */
export interface GroupId {
  readonly stackId: string
  readonly stackName: string
  /** Of the outermost stack. */
  readonly rootName: string
  readonly region: string
  readonly physicalId: string
}

export interface GroupView {
  readonly min: number
  readonly max: number
  readonly desired: number
  readonly instances: readonly {
    readonly instanceId: string
    /** e.g. `InService`, `Terminating:Wait`. */
    readonly lifecycleState: string
    /** What it was launched from: `lt-0abc:2` (template:version), or the launch configuration's name. */
    readonly launchTemplate: string | null
  }[]
}

/** AWS's words for what went wrong with a resource. */
export class ResourceError extends Error {}

/** A refusal of CloudFormation's API, e.g. `ValidationError`. */
export class ApiError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
