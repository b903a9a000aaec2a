import { hasAttribute, isKnownType, isTypeOnAws } from '../resource-types/resource-type.ts'
import type { Json } from '../types.ts'
import { isSupported, unsupportedFunction } from './functions.ts'
import { isList, isObject, onlyEntry } from './json.ts'
import { referencesIn } from './references.ts'
import type { Template } from './template.ts'
import { validationError } from './validation-error.ts'

/**
 * Checks that the types, attributes, and functions of a template exist.
 * @throws ApiError `ValidationError`
 */
export function checkTypes({ resources, outputs, conditions, isExtended }: Template): void {
  const types = Object.values(resources).map(({ type }) => type)
  const unknown = [...new Set(types.filter(type => !isKnownType(type) && !isTypeOnAws(type)))]
  if (unknown.length > 0) {
    throw validationError(`Template format error: Unrecognized resource types: [${unknown.join(', ')}]`)
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
    if (!isKnownType(declaration.type) || hasAttribute(declaration.type, attribute)) continue
    throw validationError(
      `Template error: resource ${target} does not support attribute type ${attribute} in Fn::GetAtt`,
    )
  }
}

/**
 * Checks that the sandbox offers the types of the resources whose conditions are true.
 * @throws ApiError `ValidationError`
 */
export function assertOffered(
  { resources }: Template,
  conditions: Readonly<Record<string, boolean | undefined>>,
): void {
  const types = Object.values(resources)
    .filter(({ condition }) => condition === null || conditions[condition] === true)
    .map(({ type }) => type)
  const missing = [...new Set(types.filter(type => !isKnownType(type)))]
  if (missing.length === 0) return
  throw validationError(
    `the sandbox does not offer the resource types [${missing.join(', ')}]; CloudFormation on AWS does. docs/sandbox.md lists the types that the sandbox offers.`,
  )
}

function checkFunctions(value: Json, isExtended: boolean): void {
  if (isList(value)) for (const item of value) checkFunctions(item, isExtended)
  if (!isObject(value)) return
  const [name] = onlyEntry(value) ?? []
  if (name?.startsWith('Fn::') && !isSupported(name, isExtended)) throw unsupportedFunction(name)
  for (const member of Object.values(value)) checkFunctions(member, isExtended)
}
