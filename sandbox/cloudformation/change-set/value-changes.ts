import { isList, isObject, isSame } from '../template/json.ts'
import type { Json } from '../types.ts'

export interface ValueChange {
  /** Keys and indexes, from the outermost. */
  readonly path: readonly string[]
  readonly before: Json | undefined
  readonly after: Json | undefined
}

/** The smallest parts in which two values differ: keys of objects, items of lists by index. */
export function valueChanges(
  before: Json | undefined,
  after: Json | undefined,
  path: readonly string[] = [],
): ValueChange[] {
  if (isSame(before, after)) return []
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return names.flatMap(name => valueChanges(before[name], after[name], [...path, name]))
  }
  if (isList(before) && isList(after)) {
    const longer = before.length > after.length ? before : after
    return longer.flatMap((_, index) => valueChanges(before[index], after[index], [...path, String(index)]))
  }
  return [{ path, before, after }]
}
