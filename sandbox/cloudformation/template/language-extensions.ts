import type { Json } from '../types.ts'
import { isList, isObject, type JsonObject, onlyEntry, textOf } from './json.ts'
import { validationError } from './validation-error.ts'

const transform = 'AWS::LanguageExtensions'
const loop = 'Fn::ForEach::'

/** Whether a document is to be processed with the language extensions, and with no other transform. */
export function hasLanguageExtensions({ Transform: wanted }: JsonObject): boolean {
  const names = isList(wanted) ? wanted : [wanted]
  return names.every(name => name === transform)
}

/**
 * The document without its loops. Fn::Length and Fn::ToJsonString are evaluated later, with the other functions.
 * @param given values of parameters that the call passes, or that the stack has
 */
export function withoutLoops(
  { Transform: _, ...document }: JsonObject,
  given: Readonly<Record<string, string>>,
): JsonObject {
  const declared = isObject(document.Parameters) ? document.Parameters : {}
  const listOf = (name: string): readonly Json[] | undefined => {
    const declaration = declared[name]
    if (!isObject(declaration)) return undefined
    const value = given[name] ?? declaration.Default ?? ''
    const text = textOf(value)
    return text === '' ? [] : text.split(',').map(item => item.trim())
  }
  const { Parameters: parameters, ...rest } = document
  const expanded = expand(rest, {}, listOf) as JsonObject
  return parameters === undefined ? expanded : { ...expanded, Parameters: parameters }
}

type Variables = Readonly<Record<string, string>>
type ListOf = (parameter: string) => readonly Json[] | undefined

function expand(value: Json, variables: Variables, listOf: ListOf): Json {
  if (typeof value === 'string') return filled(value, variables)
  if (isList(value)) return value.map(item => expand(item, variables, listOf))
  if (!isObject(value)) return value
  const [name, argument] = onlyEntry(value) ?? []
  if (name === 'Ref' && typeof argument === 'string' && argument in variables)
    return variables[argument] ?? ''
  const entries = Object.entries(value).flatMap(([key, member]) =>
    key.startsWith(loop)
      ? repeated(key, member, variables, listOf)
      : [[filled(key, variables), expand(member, variables, listOf)] as const],
  )
  const keys = entries.map(([key]) => key)
  const twice = keys.find((key, index) => keys.indexOf(key) !== index)
  if (twice !== undefined) throw invalid(`the key ${twice} is created more than once`)
  return Object.fromEntries(entries)
}

/** The entries that `Fn::ForEach::NAME: [identifier, collection, {key: value}]` stands for. */
function repeated(
  name: string,
  argument: Json,
  variables: Variables,
  listOf: ListOf,
): readonly (readonly [string, Json])[] {
  const [identifier, collection, fragment] = isList(argument) ? argument : []
  if (typeof identifier !== 'string' || collection === undefined || !isObject(fragment)) {
    throw invalid(`${name} layout is incorrect`)
  }
  return itemsOf(name, collection, variables, listOf).flatMap(item =>
    Object.entries(expand(fragment, { ...variables, [identifier]: item }, listOf) as JsonObject),
  )
}

function itemsOf(name: string, collection: Json, variables: Variables, listOf: ListOf): readonly string[] {
  const [reference, target] = isObject(collection) ? (onlyEntry(collection) ?? []) : []
  const items =
    reference === 'Ref' && typeof target === 'string'
      ? listOf(target)
      : isList(collection)
        ? collection.map(item => expand(item, variables, listOf))
        : undefined
  if (items === undefined) throw invalid(`the values of ${name} could not be resolved`)
  return items.map(textOf)
}

/** `${Name}`, and `&{Name}` for the value without the characters that a logical id cannot have. */
function filled(text: string, variables: Variables): string {
  return text.replace(/([$&])\{(\w+)\}/g, (whole, kind, name) => {
    const value = variables[name]
    if (value === undefined) return whole
    return kind === '&' ? value.replace(/[^a-zA-Z0-9]/g, '') : value
  })
}

function invalid(why: string) {
  return validationError(`Transform ${transform} failed with: ${why}`)
}
