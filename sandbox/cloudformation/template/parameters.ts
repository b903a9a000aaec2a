import type { Json } from '../types.ts'
import { checkValue } from './check-value.ts'
import { isListType, ssmValueType } from './parameter-declaration.ts'
import type { Template } from './template.ts'
import { validationError } from './validation-error.ts'

/** As in the API. */
export interface GivenParameter {
  readonly ParameterKey: string
  readonly ParameterValue?: string
  readonly UsePreviousValue?: boolean
}

export interface Parameters {
  /** As passed by the caller; the name of an SSM parameter. */
  readonly values: Readonly<Record<string, string>>
  /** As Ref returns them: lists split, SSM parameters resolved. */
  readonly resolved: Readonly<Record<string, Json>>
}

/**
 * @param previous the stack's present values; null for a new stack
 * @param lookUp value of an SSM parameter
 * @throws ApiError `ValidationError`, in AWS's words
 */
export function resolveParameters(
  template: Template,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>> | null,
  lookUp: (name: string) => string | undefined,
): Parameters {
  const values = valuesOf(template, given, previous)
  const missing = Object.keys(template.parameters).filter(name => !(name in values))
  if (missing.length > 0) throw validationError(`Parameters: [${missing.join(', ')}] must have values`)
  const entries = Object.entries(values).map(([name, value]) => {
    const declaration = template.parameters[name]
    if (declaration === undefined) throw validationError(`Parameters: [${name}] do not exist in the template`)
    const inner = ssmValueType(declaration.type)
    checkValue(name, value, inner === null ? declaration : { ...declaration, type: 'String' })
    if (inner === null) return [name, split(value, declaration.type)] as const
    const found = lookUp(value)
    if (found === undefined) {
      throw validationError(`Unable to fetch parameters [${value}] from parameter store for this account.`)
    }
    return [name, split(found, inner)] as const
  })
  return { values, resolved: Object.fromEntries(entries) }
}

/** SSM parameters that `resolveParameters` needs. */
export function ssmNames(
  template: Template,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>> | null,
): string[] {
  const values = valuesOf(template, given, previous)
  const names = Object.entries(template.parameters).flatMap(([name, { type }]) => {
    const value = values[name]
    return ssmValueType(type) === null || value === undefined ? [] : [value]
  })
  return [...new Set(names)]
}

/** The template's parameters that have a value. */
export function valuesOf(
  template: Template,
  given: readonly GivenParameter[],
  previous: Readonly<Record<string, string>> | null,
): Record<string, string> {
  const foreign = given.map(({ ParameterKey }) => ParameterKey).filter(key => !(key in template.parameters))
  if (foreign.length > 0)
    throw validationError(`Parameters: [${foreign.join(', ')}] do not exist in the template`)
  const byName = new Map(given.map(parameter => [parameter.ParameterKey, parameter]))
  const entries = Object.entries(template.parameters).flatMap(([name, { defaultValue }]) => {
    const value = chosenValue(byName.get(name), defaultValue, previous?.[name])
    return value === null ? [] : [[name, value] as const]
  })
  return Object.fromEntries(entries)
}

function chosenValue(
  given: GivenParameter | undefined,
  defaultValue: string | null,
  previous: string | undefined,
): string | null {
  if (given?.UsePreviousValue !== true) return given?.ParameterValue ?? defaultValue
  if (previous !== undefined) return previous
  throw validationError(
    `Invalid input for parameter key ${given.ParameterKey}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
  )
}

function split(value: string, type: string): Json {
  if (!isListType(type)) return value
  return value === '' ? [] : value.split(',').map(item => item.trim())
}
