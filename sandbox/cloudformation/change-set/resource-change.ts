/** An entry of DescribeChangeSet's `Changes`. */
export interface ResourceChange {
  readonly Type: 'Resource'
  readonly ResourceChange: {
    readonly PolicyAction?: PolicyAction
    readonly Action: 'Add' | 'Modify' | 'Remove'
    readonly LogicalResourceId: string
    readonly PhysicalResourceId?: string
    readonly ResourceType: string
    /** Of a nested stack: its change set, if the change set includes nested stacks. */
    readonly ChangeSetId?: string
    readonly Replacement?: 'True' | 'False' | 'Conditional'
    readonly Scope: readonly Attribute[]
    readonly Details: readonly Detail[]
    /** JSON of the present resource. */
    readonly BeforeContext?: string
    /** JSON of the updated resource; `{{changeSet:KNOWN_AFTER_APPLY}}` for a value that is not known yet. */
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

/** One change and one of its causes. */
export interface Detail {
  readonly Target: Target
  /** `Dynamic`: the new value is known only during the execution. */
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
  /** Name of a first-level property. */
  readonly Name?: string
  /** e.g. `/Properties/LaunchTemplateData/ImageId`. */
  readonly Path?: string
  readonly RequiresRecreation: 'Never' | 'Conditionally' | 'Always'
  readonly BeforeValue?: string
  readonly AfterValue?: string
  readonly AttributeChangeType?: 'Add' | 'Modify' | 'Remove'
}
