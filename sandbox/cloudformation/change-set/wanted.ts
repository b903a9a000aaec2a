import type { Template } from '../template/template.ts'
import type { Json, Properties, ResourceRecord, Tags } from '../types.ts'

/** The target of a stack. */
export interface Wanted {
  readonly template: Template
  /** As passed by the caller. */
  readonly values: Readonly<Record<string, string>>
  /** As Ref returns them: lists split, SSM parameters resolved. */
  readonly parameters: Readonly<Record<string, Json>>
  readonly conditions: Readonly<Record<string, boolean>>
  readonly tags: Tags
}

/** The present stack. */
export interface Present extends Wanted {
  /** Resources that exist. */
  readonly resources: Readonly<Record<string, ResourceRecord & { readonly properties: Properties }>>
}
