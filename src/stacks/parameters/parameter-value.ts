/** The value of a stack's parameter, and its source. */
export interface ParameterValue {
  /** For `previous`, the value in the stack (asterisks for a secret). */
  readonly value: string
  readonly source: ParameterSource
  /** A secret: never shown. */
  readonly noEcho: boolean
}

/**
 * `flag`: --parameter or --ami. `ami`: the newest good AMI of the image. `network`: the default VPC. `default`: the
 * template's default, which CloudFormation fills in. `previous`: sent as UsePreviousValue.
 */
export type ParameterSource =
  | { readonly kind: 'flag' }
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'ami'; readonly image: string }
  | { readonly kind: 'network' }
  | { readonly kind: 'default' }
  | { readonly kind: 'previous' }

export type ParameterValues = Readonly<Record<string, ParameterValue>>
