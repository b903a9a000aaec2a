import { type Path, valueAt } from './finding.ts'

export interface Salvage {
  /** undefined when nothing is left. */
  readonly value: unknown
  /** Translates a path in the salvaged value to the path in the original data. */
  originalPath(path: Path): Path
}

/**
 * The data without its faulty parts, so that the rules across settings can still check the rest and one run
 * reports every fault. For a faulty path that does not exist, its nearest existing parent is removed.
 */
export function salvage(root: unknown, faulty: readonly Path[]): Salvage {
  const dropped = new Set(faulty.map(path => keyOf(existing(root, path))))
  const kept = new Map<string, number[]>()
  return {
    value: dropped.has(keyOf([])) ? undefined : rebuild(root, [], dropped, kept),
    originalPath: path => translate(path, kept),
  }
}

function rebuild(
  value: unknown,
  path: Path,
  dropped: ReadonlySet<string>,
  kept: Map<string, number[]>,
): unknown {
  const isKept = (part: string | number) => !dropped.has(keyOf([...path, part]))
  if (Array.isArray(value)) {
    const indexes = [...value.keys()].filter(isKept)
    kept.set(keyOf(path), indexes)
    return indexes.map(index => rebuild(value[index], [...path, index], dropped, kept))
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([key]) => isKept(key))
  return Object.fromEntries(
    entries.map(([key, child]) => [key, rebuild(child, [...path, key], dropped, kept)]),
  )
}

function translate(path: Path, kept: ReadonlyMap<string, number[]>): Path {
  const original: (string | number)[] = []
  for (const part of path) {
    const index = typeof part === 'number' ? kept.get(keyOf(original))?.[part] : undefined
    original.push(index ?? part)
  }
  return original
}

function existing(root: unknown, path: Path): Path {
  return path.length === 0 || valueAt(root, path) !== undefined ? path : existing(root, path.slice(0, -1))
}

function keyOf(path: Path): string {
  return JSON.stringify(path)
}
