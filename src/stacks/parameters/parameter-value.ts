/** What a stack's parameter gets, and who says so. */
export interface ParameterValue {
  /** With `previous` the value that the stack has (asterisks for a secret). */
  readonly value: string
  readonly source: ParameterSource
  /** A secret: never shown. */
  readonly noEcho: boolean
}

/**
 * `flag`: --parameter or --ami. `ami`: the newest good AMI of that image. `network`: the default VPC's.
 * `default`: the template's, which CloudFormation fills in by itself. `previous`: sent as UsePreviousValue.
 */
export type ParameterSource =
  | { readonly kind: 'flag' }
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'ami'; readonly image: string }
  | { readonly kind: 'network' }
  | { readonly kind: 'default' }
  | { readonly kind: 'previous' }

export type ParameterValues = Readonly<Record<string, ParameterValue>>
