import type { Json, ResourceRecord } from '../types.ts'
import type { Mappings } from './template.ts'

/** The values that a template's expressions can refer to. */
export interface Scope {
  /** As Ref returns them. */
  readonly parameters: Readonly<Record<string, Json>>
  readonly conditions: Readonly<Record<string, boolean>>
  readonly mappings: Mappings
  readonly pseudo: PseudoParameters
  resource(logicalId: string): ResourceRecord | undefined
  /** Value of another stack's export. */
  imported(name: string): string | undefined
  /** Availability zones of the region. */
  readonly zones: readonly string[]
}

export interface PseudoParameters {
  readonly accountId: string
  readonly region: string
  readonly stackId: string
  readonly stackName: string
  readonly partition: string
  readonly urlSuffix: string
  readonly notificationArns: readonly string[]
}
