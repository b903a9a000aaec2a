import type { Path } from '../finding.ts'
import type { ImageSettings } from '../settings.ts'

/** A setting that does not go with others of the same image. Paths are relative to the image. */
export interface Conflict {
  readonly code: string
  readonly path: Path
  /** Continues the sentence "KEY is VALUE, …". */
  readonly problem: string
  readonly why?: string
  readonly hint: string
  /** The other settings that were compared; when one of them is faulty by itself, this says nothing. */
  readonly against: readonly Path[]
}

export type Rule = (image: ImageSettings, name: string) => readonly Conflict[]
