import type { ParameterSource } from './parameter-value.ts'

/** Parameters that the user gave, checked against the template without a call to AWS. */
export interface GivenParameters {
  readonly values: Readonly<Record<string, GivenValue>>
  readonly amis: readonly GivenAmi[]
  readonly notices: readonly string[]
  /** The text of the parameter file; null if there is none. */
  readonly fileText: string | null
}

/** A value from --parameter or the parameter file. */
export interface GivenValue {
  readonly name: string
  readonly value: string
  readonly source: Extract<ParameterSource, { kind: 'flag' | 'file' }>
}

/** A parameter that takes an AMI. */
export interface GivenAmi {
  readonly parameter: string
  /** Name of the image whose newest good AMI is used; null if the configuration names none. */
  readonly image: string | null
  /** The AMI given by --ami, --parameter or, for a parameter without an image, the parameter file; else null. */
  readonly imageId: string | null
  /** The AMI in the parameter file; null if the file has none. */
  readonly inFile: { readonly imageId: string; readonly file: string; readonly line: number } | null
}
