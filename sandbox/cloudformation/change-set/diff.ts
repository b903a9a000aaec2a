import { isTaggable, stackType } from '../resource-types/resource-type.ts'
import { dependenciesOf } from '../template/dependencies.ts'
import { isSame } from '../template/json.ts'
import type { Scope } from '../template/scope.ts'
import { validationError } from '../template/validation-error.ts'
import { attributeDetails, attributesOf, automaticDetail, tagDetail } from './attribute-details.ts'
import { addition, modification, removal } from './consequences.ts'
import { createForesight, type Foresight } from './foresight.ts'
import { propertyDetails } from './property-details.ts'
import type { ResourceChange } from './resource-change.ts'
import type { Present, Wanted } from './wanted.ts'

export type { ResourceChange } from './resource-change.ts'

/**
 * The changes that DescribeChangeSet lists, by logical id.
 * @param before null for a stack in review
 * @param scope of the target; its resources are not used
 * @param same logical ids of nested stacks whose change sets have no changes
 * @throws ApiError `ValidationError` if no change set can be created
 */
export function diffStack(
  before: Present | null,
  after: Wanted,
  scope: Scope,
  same: ReadonlySet<string> = new Set(),
): ResourceChange[] {
  const dependencies = dependenciesOf(after.template, after.conditions)
  const foresight = createForesight(before, after, scope)
  const changes = inOrder(dependencies).flatMap(logicalId =>
    changeOf(logicalId, before, after, foresight, same),
  )
  const removals = Object.keys(before?.resources ?? {})
    .filter(logicalId => !(logicalId in dependencies))
    .flatMap(logicalId => (before === null ? [] : [removal(before, logicalId, scope)]))
  return [...changes, ...removals].sort((one, other) =>
    one.ResourceChange.LogicalResourceId < other.ResourceChange.LogicalResourceId ? -1 : 1,
  )
}

function changeOf(
  logicalId: string,
  before: Present | null,
  after: Wanted,
  foresight: Foresight,
  same: ReadonlySet<string>,
): ResourceChange[] {
  const declaration = after.template.resources[logicalId]
  if (declaration === undefined) return []
  const properties = foresight.propertiesOf(declaration)
  const present = before?.resources[logicalId]
  const declared = before?.template.resources[logicalId]
  if (before === null || present === undefined || declared === undefined) {
    foresight.expect(logicalId, 'added')
    return [addition(logicalId, declaration, properties)]
  }
  if (declared.type !== declaration.type) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${logicalId}]`,
    )
  }
  const details = [
    ...propertyDetails(present.properties, properties, declaration, foresight.causes),
    ...attributeDetails(
      attributesOf(declared, foresight.scopeBefore(before)),
      attributesOf(declaration, foresight.scope),
    ),
    ...(isTaggable(declaration.type) && !isSame(before.tags, after.tags) ? [tagDetail] : []),
  ]
  if (declaration.type === stackType && details.length === 0 && !same.has(logicalId))
    details.push(automaticDetail)
  if (details.length === 0) {
    foresight.expect(logicalId, 'same')
    return []
  }
  const change = modification(logicalId, declaration, { present, properties, details }, foresight.scope)
  foresight.expect(logicalId, change.ResourceChange.Replacement === 'False' ? 'changed' : 'replaced')
  return [change]
}

/** Each resource after those that it refers to. */
function inOrder(dependencies: Readonly<Record<string, readonly string[]>>): string[] {
  const ordered = new Set<string>()
  const visit = (logicalId: string): void => {
    for (const other of dependencies[logicalId] ?? []) if (!ordered.has(other)) visit(other)
    ordered.add(logicalId)
  }
  for (const logicalId of Object.keys(dependencies)) visit(logicalId)
  return [...ordered]
}
