import type { Json, Properties } from '../types.ts'

/** A template with every intrinsic function in its long form: `{Ref}`, `{'Fn::GetAtt': [id, attribute]}`, `{Condition}`, … */
export interface Template {
  /** The original text. */
  readonly body: string
  /** Whether it has the transform AWS::LanguageExtensions; its loops are expanded here. */
  readonly isExtended: boolean
  readonly description: string | null
  readonly metadata: Json
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>
  /** Map name → top-level key → second-level key → value. */
  readonly mappings: Mappings
  readonly conditions: Readonly<Record<string, Json>>
  readonly rules: Readonly<Record<string, Json>>
  readonly resources: Readonly<Record<string, ResourceDeclaration>>
  readonly outputs: Readonly<Record<string, OutputDeclaration>>
}

export type Mappings = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Json>>>>>>

export interface ParameterDeclaration {
  /** e.g. `String`, `List<Number>`, `AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>`. */
  readonly type: string
  readonly defaultValue: string | null
  readonly allowedValues: readonly string[] | null
  readonly allowedPattern: string | null
  readonly minLength: number | null
  readonly maxLength: number | null
  readonly minValue: number | null
  readonly maxValue: number | null
  readonly noEcho: boolean
  readonly description: string | null
  readonly constraintDescription: string | null
}

export interface ResourceDeclaration {
  readonly type: string
  readonly properties: Properties
  readonly dependsOn: readonly string[]
  readonly condition: string | null
  readonly creationPolicy: Json | null
  readonly updatePolicy: Json | null
  readonly deletionPolicy: Json | null
  readonly updateReplacePolicy: Json | null
  readonly metadata: Json | null
}

export interface OutputDeclaration {
  readonly value: Json
  /** `Export.Name`, not resolved. */
  readonly exportName: Json | null
  readonly description: string | null
  readonly condition: string | null
}
