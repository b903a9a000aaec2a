import type { Fault } from '../../errors/fault.ts'

/** A parameter in a file. */
export interface FileEntry {
  readonly name: string
  readonly value: string
  readonly line: number
}

/** The content of a parameter file. */
export interface ParameterFile {
  readonly entries: readonly FileEntry[]
  readonly faults: readonly Fault[]
  /** Where the AWS CLI rejects the file or reads it differently. */
  readonly notices: readonly string[]
}
