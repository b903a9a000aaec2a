/** A value as JSON carries it. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
export type Properties = Readonly<Record<string, Json>>
export type Tags = Readonly<Record<string, string>>

/**
 * Does to single resources what the engine decides. Intrinsics are resolved beforehand. Promises may take as long as the
 * real thing does; rejections with a {@link ResourceError} carry AWS's words.
 */
export interface Actuator {
  create(resource: ResourceRequest): Promise<ResourceRecord>
  update(resource: ResourceUpdate): Promise<ResourceRecord>
  remove(resource: ResourceRemoval): Promise<void>
  /** Of an AWS::AutoScaling::AutoScalingGroup. */
  group(group: GroupId): Promise<GroupView>
  resizeGroup(group: GroupId, size: GroupSize): Promise<void>
  /** Resolves when the instance is gone, drained before where a capacity provider drains. */
  terminateInGroup(group: GroupId, instanceId: string, decrementDesired: boolean): Promise<void>
  suspend(group: GroupId, processes: readonly string[]): Promise<void>
  resume(group: GroupId, processes: readonly string[]): Promise<void>
}

export interface ResourceRequest {
  readonly stackId: string
  readonly stackName: string
  readonly region: string
  readonly logicalId: string
  readonly type: string
  readonly properties: Properties
  /** The stack's, `aws:cloudformation:*` included. */
  readonly tags: Tags
  /** Of the operation: the same for a repeat of it. */
  readonly token: string
  /** In whose name: the service role's ARN when the stack has one, else the caller's as it was handed in. */
  readonly caller: string
}

export interface ResourceUpdate extends ResourceRequest {
  readonly physicalId: string
  readonly previous: Properties
}

export interface ResourceRemoval extends ResourceRequest {
  readonly physicalId: string
}

export interface ResourceRecord {
  readonly physicalId: string
  /** What Fn::GetAtt gives; nested names with dots. */
  readonly attributes: Readonly<Record<string, Json>>
  /** What Ref gives, where that is not the physical id. */
  readonly ref?: string
}

/** A group by the physical id of its resource: its name. */
export interface GroupId {
  readonly region: string
  readonly name: string
}

export interface GroupSize {
  readonly min?: number
  readonly max?: number
  readonly desired?: number
}

export interface GroupView {
  readonly min: number
  readonly max: number
  readonly desired: number
  readonly instances: readonly GroupInstance[]
}

export interface GroupInstance {
  readonly instanceId: string
  readonly lifecycleState: string
  /** `lt-…:VERSION` that it was launched from, or the name of the launch configuration. */
  readonly launchedFrom: string | null
}

/**
 * AWS's words for what went wrong with a resource, e.g.
 * `Resource handler returned message: "…" (RequestToken: …, HandlerErrorCode: InvalidRequest)`.
 */
export class ResourceError extends Error {}

/** A refusal of an API call: AWS's code and words. */
export class ApiError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export function validationError(message: string): ApiError {
  return new ApiError('ValidationError', message)
}
