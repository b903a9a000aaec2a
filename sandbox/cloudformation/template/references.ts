import type { Json } from '../types.ts'
import { isList, isObject, onlyEntry } from './json.ts'

/** The target of a reference: a parameter, pseudo parameter, or resource (attribute null), or a resource's attribute. */
export interface Reference {
  readonly target: string
  readonly attribute: string | null
}

/** All targets of Ref, Fn::GetAtt, and Fn::Sub in the value, in order, in both branches of Fn::If. */
export function referencesIn(value: Json): Reference[] {
  if (isList(value)) return value.flatMap(referencesIn)
  if (!isObject(value)) return []
  const [name, argument] = onlyEntry(value) ?? []
  if (name === 'Ref' && typeof argument === 'string') return [{ target: argument, attribute: null }]
  if (name === 'Fn::GetAtt' && isList(argument) && typeof argument[0] === 'string') {
    const [target, attribute] = argument
    return [
      { target, attribute: typeof attribute === 'string' ? attribute : '' },
      ...referencesIn(attribute ?? null),
    ]
  }
  if (name === 'Fn::Sub' && argument !== undefined) return referencesInSub(argument)
  return Object.values(value).flatMap(referencesIn)
}

/** The `${…}` in the text of Fn::Sub, without the escaped `${!…}`. */
export function placeholdersIn(text: string): string[] {
  return [...text.matchAll(/\$\{([^!{}][^{}]*)\}/g)].map(match => (match[1] ?? '').trim())
}

/** The target of a placeholder `Name` or `Resource.Attribute`. */
export function placeholderReference(placeholder: string): Reference {
  const dot = placeholder.indexOf('.')
  return dot < 0
    ? { target: placeholder, attribute: null }
    : { target: placeholder.slice(0, dot), attribute: placeholder.slice(dot + 1) }
}

/** Names of the conditions in `{Condition: name}` and Fn::If. */
export function conditionsIn(value: Json): string[] {
  if (isList(value)) return value.flatMap(conditionsIn)
  if (!isObject(value)) return []
  const [name, argument] = onlyEntry(value) ?? []
  if (name === 'Condition' && typeof argument === 'string') return [argument]
  const own = name === 'Fn::If' && isList(argument) && typeof argument[0] === 'string' ? [argument[0]] : []
  return [...own, ...Object.values(value).flatMap(conditionsIn)]
}

function referencesInSub(argument: Json): Reference[] {
  const [text, variables] = isList(argument) ? argument : [argument, null]
  if (typeof text !== 'string') return []
  const given = isObject(variables ?? null) ? (variables as Record<string, Json>) : {}
  return [
    ...placeholdersIn(text)
      .filter(placeholder => !(placeholder in given))
      .map(placeholderReference),
    ...referencesIn(given),
  ]
}
