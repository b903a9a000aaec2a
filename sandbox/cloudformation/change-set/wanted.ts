import type { Template } from '../template/template.ts'
import type { Json, Properties, ResourceRecord, Tags } from '../types.ts'

/** What a stack is asked to be. */
export interface Wanted {
  readonly template: Template
  /** As given. */
  readonly values: Readonly<Record<string, string>>
  /** As Ref gives them: lists split, SSM parameters looked up. */
  readonly parameters: Readonly<Record<string, Json>>
  readonly conditions: Readonly<Record<string, boolean>>
  readonly tags: Tags
}

/** What it is. */
export interface Present extends Wanted {
  /** Those that are there. */
  readonly resources: Readonly<Record<string, ResourceRecord & { readonly properties: Properties }>>
}
