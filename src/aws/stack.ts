/** A stack as CloudFormation describes it. */
export interface StackDescription {
  readonly stackId: string
  readonly stackName: string
  /** E.g. `UPDATE_COMPLETE`. */
  readonly status: string
  readonly statusReason: string | null
  /** Secrets (NoEcho) are asterisks. */
  readonly parameters: Readonly<Record<string, string>>
  readonly outputs: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** ARNs of SNS topics. */
  readonly notificationTopics: readonly string[]
  readonly capabilities: readonly string[]
  /** The role that CloudFormation uses; null: the caller's permissions. */
  readonly roleArn: string | null
  readonly terminationProtection: boolean
  readonly createdAt: Date
  readonly updatedAt: Date | null
}

export interface ChangeSet {
  readonly id: string
  readonly name: string
  readonly stackId: string
  /** `CREATE_PENDING`, `CREATE_IN_PROGRESS`, `CREATE_COMPLETE`, `FAILED` … */
  readonly status: string
  readonly statusReason: string | null
  /** `AVAILABLE`, `EXECUTE_IN_PROGRESS` … */
  readonly executionStatus: string
  readonly changes: readonly ResourceChange[]
}

export interface ResourceChange {
  readonly action: 'Add' | 'Modify' | 'Remove' | 'Import' | 'Dynamic'
  readonly logicalId: string
  readonly physicalId: string | null
  readonly type: string
  /** Of a `Modify` only. */
  readonly replacement: 'True' | 'False' | 'Conditional' | null
  /** `Delete`, `Retain`, `Snapshot`, `ReplaceAndDelete` …; null when the resource has no such policy. */
  readonly policyAction: string | null
  /** `Properties`, `Metadata`, `Tags` … */
  readonly scope: readonly string[]
  readonly details: readonly ChangeDetail[]
  /** Change set of a nested stack, if it is planned as well. */
  readonly changeSetId: string | null
  /** Logical ids of the nested stacks around the resource, from the outside in. */
  readonly nestedIn: readonly string[]
  /** All properties after the change; unknown values are `{{changeSet:KNOWN_AFTER_APPLY}}`. Undefined if unknown. */
  readonly propertiesAfter?: Readonly<Record<string, unknown>>
}

export interface ChangeDetail {
  /** `Properties`, `Tags` … */
  readonly attribute: string
  /** Name of the property. */
  readonly name: string | null
  /** JSON pointer within the resource. */
  readonly path: string | null
  readonly before: string | null
  readonly after: string | null
  /** `Never`, `Conditionally`, `Always`. */
  readonly requiresRecreation: string | null
  /** `ParameterReference`, `ResourceReference`, `ResourceAttribute`, `DirectModification`, `Automatic`. */
  readonly changeSource: string | null
  /** E.g. the parameter. */
  readonly causingEntity: string | null
  /** `Static` or `Dynamic`. */
  readonly evaluation: string | null
}

/** An event of a resource of a stack, or of the stack itself. */
export interface StackEvent {
  readonly eventId: string
  readonly stackId: string
  readonly stackName: string
  readonly logicalId: string
  readonly physicalId: string | null
  readonly type: string
  /** E.g. `CREATE_IN_PROGRESS`. */
  readonly status: string
  readonly reason: string | null
  readonly time: Date
  /** ClientRequestToken of the call that started the operation. */
  readonly token: string | null
}

export interface StackResource {
  readonly logicalId: string
  readonly physicalId: string | null
  readonly type: string
  readonly status: string
}
