/** An entry of DescribeChangeSet's `Changes`. */
export interface ResourceChange {
  readonly Type: 'Resource'
  readonly ResourceChange: {
    readonly PolicyAction?: PolicyAction
    readonly Action: 'Add' | 'Modify' | 'Remove'
    readonly LogicalResourceId: string
    readonly PhysicalResourceId?: string
    readonly ResourceType: string
    readonly Replacement?: 'True' | 'False' | 'Conditional'
    readonly Scope: readonly Attribute[]
    readonly Details: readonly Detail[]
    /** JSON of what is applied now. */
    readonly BeforeContext?: string
    /** JSON of what is going to be applied; `{{changeSet:KNOWN_AFTER_APPLY}}` for what is not known before. */
    readonly AfterContext?: string
  }
}

export type PolicyAction = 'Delete' | 'Retain' | 'Snapshot' | `ReplaceAnd${'Delete' | 'Retain' | 'Snapshot'}`

export type Attribute =
  | 'Properties'
  | 'Metadata'
  | 'CreationPolicy'
  | 'UpdatePolicy'
  | 'DeletionPolicy'
  | 'UpdateReplacePolicy'
  | 'Tags'

/** One thing that changes, once for each of its causes. */
export interface Detail {
  readonly Target: Target
  /** `Dynamic`: whether, and to what, shows only while it is applied. */
  readonly Evaluation: 'Static' | 'Dynamic'
  readonly ChangeSource:
    | 'DirectModification'
    | 'ParameterReference'
    | 'ResourceReference'
    | 'ResourceAttribute'
    | 'Automatic'
  /** Parameter, resource or `Resource.Attribute`. */
  readonly CausingEntity?: string
}

export interface Target {
  readonly Attribute: Attribute
  /** Of a property of the first level. */
  readonly Name?: string
  /** e.g. `/Properties/LaunchTemplateData/ImageId`. */
  readonly Path?: string
  readonly RequiresRecreation: 'Never' | 'Conditionally' | 'Always'
  readonly BeforeValue?: string
  readonly AfterValue?: string
  readonly AttributeChangeType?: 'Add' | 'Modify' | 'Remove'
}
