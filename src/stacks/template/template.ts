import type { Json } from '../../config/settings.ts'

/** A parsed CloudFormation template. Intrinsic functions are in their long form, e.g. `{Ref: X}`. */
export interface Template {
  /** Absolute path. */
  readonly file: string
  /** The text to send to CloudFormation. */
  readonly body: string
  readonly parameters: Readonly<Record<string, TemplateParameter>>
  readonly resources: Readonly<Record<string, TemplateResource>>
  readonly conditions: Readonly<Record<string, Json>>
  readonly mappings: Readonly<Record<string, Json>>
  /** Assertions about the parameters. */
  readonly rules: Readonly<Record<string, Json>>
  readonly outputs: Readonly<Record<string, Json>>
  /** What its author should know. */
  readonly notices: readonly string[]
}

export interface TemplateParameter {
  /** E.g. `String`, `List<AWS::EC2::Subnet::Id>`. */
  readonly type: string
  readonly default: string | null
  readonly allowedValues: readonly string[] | null
  /** A regular expression that the whole value must match. */
  readonly allowedPattern: string | null
  readonly minLength: number | null
  readonly maxLength: number | null
  readonly minValue: number | null
  readonly maxValue: number | null
  /** The template author's explanation for an invalid value. */
  readonly constraintDescription: string | null
  /** A secret: never shown. */
  readonly noEcho: boolean
}

export interface TemplateResource {
  readonly type: string
  readonly properties: Readonly<Record<string, Json>>
  readonly updatePolicy: Json
  readonly creationPolicy: Json
  readonly metadata: Json
}

/** A nested stack. */
export const stackType = 'AWS::CloudFormation::Stack'
