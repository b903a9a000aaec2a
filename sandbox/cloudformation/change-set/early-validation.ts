import { nameProperty, violations } from '../resource-types/resource-type.ts'
import type { Properties } from '../types.ts'
import type { ResourceChange } from './resource-change.ts'
import { unknownYet } from './unknown-yet.ts'

/** A failure that early validation finds. The change set cannot be executed. */
export interface ValidationFailure {
  readonly logicalId: string
  readonly type: string
  readonly name: 'PROPERTY_VALIDATION' | 'NAME_CONFLICT_VALIDATION'
  readonly reason: string
  /** JSON pointer into the template. */
  readonly path: string
}

/** A resource that would be created under a name that the template chooses. */
export interface NamedResource {
  readonly logicalId: string
  readonly type: string
  readonly name: string
}

/** Unknown properties, and missing required ones. */
export function propertyFailures(changes: readonly ResourceChange[]): ValidationFailure[] {
  return changes.flatMap(({ ResourceChange: { LogicalResourceId, ResourceType, AfterContext } }) => {
    if (AfterContext === undefined) return []
    return violations(ResourceType, propertiesIn(AfterContext)).map(reason => ({
      logicalId: LogicalResourceId,
      type: ResourceType,
      name: 'PROPERTY_VALIDATION' as const,
      reason,
      path: `/Resources/${LogicalResourceId}/Properties`,
    }))
  })
}

/** Names of added resources, and new names of replaced ones; without names that are not known yet. */
export function newNames(changes: readonly ResourceChange[]): NamedResource[] {
  return changes.flatMap(({ ResourceChange: change }) => {
    const { LogicalResourceId: logicalId, ResourceType: type, BeforeContext, AfterContext } = change
    const property = nameProperty(type)
    if (property === null || AfterContext === undefined) return []
    const name = propertiesIn(AfterContext)[property]
    const before = BeforeContext === undefined ? undefined : propertiesIn(BeforeContext)[property]
    return typeof name !== 'string' || name === before || name.includes(unknownYet)
      ? []
      : [{ logicalId, type, name }]
  })
}

export function nameConflict({ logicalId, type, name }: NamedResource): ValidationFailure {
  return {
    logicalId,
    type,
    name: 'NAME_CONFLICT_VALIDATION',
    reason: `Resource of type '${type}' with identifier '${name}' already exists.`,
    path: `/Resources/${logicalId}`,
  }
}

/** The status reason of a failed change set, which names only the kinds of validation. */
export function validationReason(failures: readonly ValidationFailure[]): string {
  const kinds = [...new Set(failures.map(({ name }) => `AWS::EarlyValidation::${validators[name]}`))]
  return (
    `The following hook(s)/validation failed: [${kinds.join(', ')}]. ` +
    'To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.'
  )
}

const validators = {
  PROPERTY_VALIDATION: 'PropertyValidation',
  NAME_CONFLICT_VALIDATION: 'ResourceExistenceCheck',
}

function propertiesIn(context: string): Properties {
  return (JSON.parse(context) as { readonly Properties: Properties }).Properties
}
