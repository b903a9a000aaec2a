import { ApiError } from '../types.ts'

/** The parameters of a call, with the names of an SDK. */
export type ApiInput = Readonly<Record<string, unknown>>

export function textOf(input: ApiInput, name: string): string | undefined {
  const value = input[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function requiredText(input: ApiInput, name: string): string {
  const value = textOf(input, name)
  if (value !== undefined) return value
  const field = `${name.charAt(0).toLowerCase()}${name.slice(1)}`
  throw new ApiError(
    'ValidationError',
    `1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`,
  )
}

export function textsOf(input: ApiInput, name: string): string[] {
  const value = input[name]
  return Array.isArray(value) ? value.map(String) : []
}

export interface ParameterInput {
  readonly ParameterKey: string
  readonly ParameterValue?: string
  readonly UsePreviousValue?: boolean
}

export function parametersOf(input: ApiInput): ParameterInput[] {
  return Array.isArray(input.Parameters) ? (input.Parameters as ParameterInput[]) : []
}

/** Undefined if the call omits them; an empty list, which the query protocol sends as `Tags=`, removes all. */
export function tagsOf(input: ApiInput): Record<string, string> | undefined {
  if (input.Tags === '') return {}
  if (!Array.isArray(input.Tags)) return undefined
  const tags = input.Tags as readonly { readonly Key: string; readonly Value: string }[]
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))
}

const stackName = /^[A-Za-z][-A-Za-z0-9]{0,127}$/

export function newStackName(input: ApiInput): string {
  const name = requiredText(input, 'StackName')
  if (stackName.test(name)) return name
  throw new ApiError(
    'ValidationError',
    `1 validation error detected: Value '${name}' at 'stackName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*`,
  )
}
