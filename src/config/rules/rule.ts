import type { Path } from '../finding.ts'
import type { ImageSettings } from '../settings.ts'

/** A setting that conflicts with others of the same image. Paths are relative to the image. */
export interface Conflict {
  readonly code: string
  readonly path: Path
  /** Continues "KEY is VALUE, …". */
  readonly problem: string
  readonly why?: string
  readonly hint: string
  /** The other settings of the comparison; the conflict is not reported when one of them is faulty itself. */
  readonly against: readonly Path[]
}

export type Rule = (image: ImageSettings, name: string) => readonly Conflict[]
