/** Types that the engine, the actuator, and the API share. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
export type Properties = Readonly<Record<string, Json>>
export type Tags = Readonly<Record<string, string>>

/** Creates, updates, and deletes single resources for the engine. Intrinsic functions are already resolved. */
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
  /** Resolves when a created or updated resource is stable; rejects with ResourceError if it never will be. */
  stabilize(resource: ResourceRequest & { readonly physicalId: string }): Promise<void>
  group(group: GroupId): Promise<GroupView>
  resizeGroup(
    group: GroupId,
    size: { readonly min?: number; readonly max?: number; readonly desired?: number },
  ): Promise<void>
  /** Resolves when the instance is terminated, after a drain if a capacity provider drains it. */
  terminateInGroup(group: GroupId, instanceId: string, decrementDesired: boolean): Promise<void>
  suspend(group: GroupId, processes: readonly string[]): Promise<void>
  resume(group: GroupId, processes: readonly string[]): Promise<void>
}

export interface ResourceRequest {
  readonly stackId: string
  readonly stackName: string
  /** Name of the root stack, whose credentials are used. */
  readonly rootName: string
  readonly region: string
  readonly logicalId: string
  /** e.g. `AWS::ECS::Cluster`. */
  readonly type: string
  readonly properties: Properties
  /** The stack's tags, with `aws:cloudformation:…`. */
  readonly tags: Tags
  /** Id of this request, for messages of failures. */
  readonly token: string
}

export interface ResourceRecord {
  /** The value of Ref. */
  readonly physicalId: string
  /** The values of Fn::GetAtt. */
  readonly attributes: Readonly<Record<string, Json>>
}

/** An AWS::AutoScaling::AutoScalingGroup of a stack. */
export interface GroupId {
  readonly stackId: string
  readonly stackName: string
  /** Name of the root stack. */
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
    /** The source of its launch: `lt-0abc:2` (template:version), or the name of the launch configuration. */
    readonly launchTemplate: string | null
  }[]
}

/** The failure of a resource, in AWS's words. */
export class ResourceError extends Error {}

/** An error of CloudFormation's API, e.g. `ValidationError`. */
export class ApiError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
