import list from '../../files/bake/paths.json' with { type: 'json' }

/** Paths of the AMI that the recipe, clean-up, the first run or the boot writes, empties or deletes. */
export interface RecipePaths {
  /** A folder ends with "/" and covers everything in it; `*` is any part of a name; `~` is any home folder. */
  readonly paths: readonly string[]
  /** What clean-up does with them; it does nothing by default. `delete-files` spares the project's files. */
  readonly cleanup?:
    | 'empty'
    | 'delete'
    | 'delete-unless-link'
    | 'delete-content'
    | 'delete-files'
    | 'delete-last'
  /** The bake reports what a script changes in them, because instances do not have it. */
  readonly watched?: true
  /** Folders below that clean-up spares. */
  readonly except?: readonly string[]
  /** Continues "PATH, which …". Without it, the paths may be the targets of own files. */
  readonly because?: string
  readonly hint?: string
}

/** The list that the recipe's scripts read also. */
export const recipePaths = list as readonly RecipePaths[]

export interface Reservation {
  readonly because: string
  readonly hint: string
}

/** Why a file of the project cannot have that absolute path in the AMI. */
export function reservationOf(path: string): Reservation | undefined {
  for (const { paths, except = [], because, hint } of recipePaths) {
    if (because === undefined || hint === undefined) continue
    if (paths.some(one => covers(one, path)) && !except.some(one => covers(one, path))) {
      return { because, hint }
    }
  }
  return undefined
}

/** Whether a volume that is mounted on a folder would hide one of these paths, or be emptied with them. */
export function hidesRecipePath(folder: string): boolean {
  return recipePaths.some(
    ({ paths, because }) =>
      because !== undefined && paths.some(one => covers(one, `${folder}/`) || one.startsWith(`${folder}/`)),
  )
}

function covers(pattern: string, path: string): boolean {
  const source = pattern
    .replaceAll(/[.+?^$(){}|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replace(/^~/, '(?:/root|/home/[^/]+)')
  return new RegExp(`^${source}${pattern.endsWith('/') ? '' : '$'}`).test(path)
}
