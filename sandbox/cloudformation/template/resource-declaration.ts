import type { Json } from '../types.ts'
import { isList, isObject } from './json.ts'
import type { ResourceDeclaration } from './template.ts'
import { validationError } from './validation-error.ts'

const members = [
  ...['Type', 'Properties', 'DependsOn', 'Condition', 'CreationPolicy', 'UpdatePolicy', 'DeletionPolicy'],
  // The last two have no effect; AWS's own templates have them.
  ...['UpdateReplacePolicy', 'Metadata', 'Description', 'Version'],
]

/** @throws ApiError `ValidationError` */
export function resourceDeclaration(logicalId: string, value: Json): ResourceDeclaration {
  if (!/^[A-Za-z0-9]+$/.test(logicalId)) {
    throw validationError(`Template format error: Resource name ${logicalId} is non alphanumeric.`)
  }
  if (!isObject(value)) {
    throw validationError(
      `Template format error: [/Resources/${logicalId}] Every Resources member must be an object.`,
    )
  }
  if (typeof value.Type !== 'string') {
    throw validationError(
      `Template format error: [/Resources/${logicalId}] Every Resources object must contain a Type member.`,
    )
  }
  const unknown = Object.keys(value).find(name => !members.includes(name))
  if (unknown !== undefined) throw validationError(`Invalid template resource property '${unknown}'`)
  const properties = value.Properties ?? {}
  if (!isObject(properties)) throw validationError(`Properties validation failed for resource ${logicalId}`)
  return {
    type: value.Type,
    properties,
    dependsOn: namesIn(value.DependsOn),
    condition: typeof value.Condition === 'string' ? value.Condition : null,
    creationPolicy: value.CreationPolicy ?? null,
    updatePolicy: value.UpdatePolicy ?? null,
    deletionPolicy: value.DeletionPolicy ?? null,
    updateReplacePolicy: value.UpdateReplacePolicy ?? null,
    metadata: value.Metadata ?? null,
  }
}

function namesIn(dependsOn: Json | undefined): string[] {
  const names = isList(dependsOn) ? dependsOn : [dependsOn]
  return names.filter(name => typeof name === 'string')
}
