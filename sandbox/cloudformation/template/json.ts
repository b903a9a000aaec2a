import type { Json } from '../types.ts'

export type JsonObject = Readonly<Record<string, Json>>

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value)
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** A single value as CloudFormation's text. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Whether two values are equal. CloudFormation does not distinguish `1` and `"1"`, or `true` and `"true"`. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  if (isList(one)) {
    return (
      isList(other) && one.length === other.length && one.every((item, index) => isSame(item, other[index]))
    )
  }
  if (isObject(one)) {
    if (!isObject(other)) return false
    const names = Object.keys(one)
    return names.length === Object.keys(other).length && names.every(name => isSame(one[name], other[name]))
  }
  return !isList(other) && !isObject(other) && String(one) === String(other)
}

/** The only entry of `{name: argument}`, the form of every intrinsic function. */
export function onlyEntry(value: JsonObject): readonly [string, Json] | undefined {
  const entries = Object.entries(value)
  return entries.length === 1 ? entries[0] : undefined
}
