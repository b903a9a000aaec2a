import { hasAttribute, isKnownType, isTypeOnAws } from '../resource-types/resource-type.ts'
import type { Json } from '../types.ts'
import { isSupported, unsupportedFunction } from './functions.ts'
import { isList, isObject, onlyEntry } from './json.ts'
import { referencesIn } from './references.ts'
import type { Template } from './template.ts'
import { validationError } from './validation-error.ts'

/**
 * Checks that the sandbox supports the types, attributes, and functions of a template.
 * @throws ApiError `ValidationError`
 */
export function checkTypes({ resources, outputs, conditions, isExtended }: Template): void {
  const types = Object.values(resources).map(({ type }) => type)
  const missing = [...new Set(types.filter(type => !isKnownType(type)))]
  const unknown = missing.filter(type => !isTypeOnAws(type))
  if (unknown.length > 0) {
    throw validationError(`Template format error: Unrecognized resource types: [${unknown.join(', ')}]`)
  }
  if (missing.length > 0) {
    throw validationError(
      `the sandbox does not offer the resource types [${missing.join(', ')}]; CloudFormation on AWS does. docs/sandbox.md lists the types that the sandbox offers.`,
    )
  }
  const expressions = [
    conditions,
    ...Object.values(resources).map(({ properties }) => properties),
    ...Object.values(outputs).map(({ value }) => value),
  ]
  for (const expression of expressions) checkFunctions(expression, isExtended)
  for (const { target, attribute } of referencesIn(expressions)) {
    const declaration = resources[target]
    if (attribute === null || declaration === undefined || attribute === '') continue
    if (hasAttribute(declaration.type, attribute)) continue
    throw validationError(
      `Template error: resource ${target} does not support attribute type ${attribute} in Fn::GetAtt`,
    )
  }
}

function checkFunctions(value: Json, isExtended: boolean): void {
  if (isList(value)) for (const item of value) checkFunctions(item, isExtended)
  if (!isObject(value)) return
  const [name] = onlyEntry(value) ?? []
  if (name?.startsWith('Fn::') && !isSupported(name, isExtended)) throw unsupportedFunction(name)
  for (const member of Object.values(value)) checkFunctions(member, isExtended)
}
