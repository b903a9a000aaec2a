import type { Fault } from '../errors/fault.ts'

export type Path = readonly (string | number)[]

/** A fault located by a path in the data, not yet by a line. */
export interface Finding {
  readonly code: string
  readonly path: Path
  readonly what: string
  readonly why?: string
  readonly hint: string
  /** The fault is in the key itself, e.g. because it is unknown. */
  readonly atKey?: boolean
}

export interface Position {
  readonly line: number
  readonly column: number
}

export type Locate = (path: Path, atKey?: boolean) => Position

export function toFault(finding: Finding, file: string, locate: Locate): Fault {
  const { code, path, what, why, hint, atKey } = finding
  return {
    code,
    file,
    ...locate(path, atKey),
    ...(path.length === 0 ? {} : { key: formatPath(path) }),
    what,
    ...(why === undefined ? {} : { why }),
    hint,
  }
}

/** `images.ecs.scripts[0].path`; a part that is not a plain name is quoted: `tags["a b"]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    if (!/^[\w-]+$/.test(part)) return `${text}[${JSON.stringify(part)}]`
    return text === '' ? part : `${text}.${part}`
  }, '')
}

const longestValue = 60

/** The user and password of an address: a message must not repeat them. */
const credentials = /\/\/[^/@"]*@/g

/** A value for a message: JSON, truncated when long. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'missing'
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return showList(value)
  if (typeof value === 'object' && value !== null) {
    return Object.keys(value).length === 0 ? 'an empty map' : 'a map'
  }
  const text = JSON.stringify(value).replaceAll(credentials, '//…@')
  return text.length <= longestValue
    ? text
    : `${text.slice(0, longestValue)}… (${String(value).length} characters)`
}

function showList({ length }: readonly unknown[]): string {
  return length === 0 ? 'an empty list' : `a list of ${length} ${length === 1 ? 'item' : 'items'}`
}

export function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    return (value as Record<string | number, unknown>)[part]
  }, root)
}

/** True when `path` is `ancestor` or is below it. */
export function isWithin(path: Path, ancestor: Path): boolean {
  return ancestor.every((part, index) => path[index] === part)
}
