import type { Json } from '../types.ts'

export type JsonObject = Readonly<Record<string, Json>>

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !isList(value)
}

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** As CloudFormation writes a single value into text. */
export function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Two values are the same where they are after CloudFormation's levelling of `1` and `"1"`, `true` and `"true"`. */
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

/** The one entry of `{name: argument}`, as every intrinsic has. */
export function onlyEntry(value: JsonObject): readonly [string, Json] | undefined {
  const entries = Object.entries(value)
  return entries.length === 1 ? entries[0] : undefined
}
