import type { Json } from '../types.ts'
import { isList, isObject, textOf } from './json.ts'
import type { ParameterDeclaration } from './template.ts'
import { validationError } from './validation-error.ts'

/** @throws ApiError `ValidationError` */
export function parameterDeclaration(name: string, value: Json): ParameterDeclaration {
  if (!isObject(value) || typeof value.Type !== 'string') {
    throw validationError('Template format error: Every Parameters object must contain a Type member.')
  }
  if (!isKnownType(value.Type))
    throw validationError(`Template format error: Unrecognized parameter type: ${value.Type}`)
  if (isList(value.Default) || isObject(value.Default)) {
    throw validationError(`Template format error: Every Default member must be a string. (parameter ${name})`)
  }
  return {
    type: value.Type,
    defaultValue: optionalText(value.Default),
    allowedValues: isList(value.AllowedValues) ? value.AllowedValues.map(textOf) : null,
    allowedPattern: optionalText(value.AllowedPattern),
    minLength: optionalNumber(value.MinLength),
    maxLength: optionalNumber(value.MaxLength),
    minValue: optionalNumber(value.MinValue),
    maxValue: optionalNumber(value.MaxValue),
    noEcho: String(value.NoEcho) === 'true',
    description: optionalText(value.Description),
    constraintDescription: optionalText(value.ConstraintDescription),
  }
}

/** The inner type of `AWS::SSM::Parameter::Value<inner>`; null for other types. */
export function ssmValueType(type: string): string | null {
  return /^AWS::SSM::Parameter::Value<(.+)>$/.exec(type)?.[1] ?? null
}

export function isListType(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<')
}

/** Element type of a list, or the type itself. */
export function itemType(type: string): string {
  return /^List<(.+)>$/.exec(type)?.[1] ?? (type === 'CommaDelimitedList' ? 'String' : type)
}

function isKnownType(type: string): boolean {
  const item = itemType(ssmValueType(type) ?? type)
  return ['String', 'Number', 'AWS::SSM::Parameter::Name'].includes(item) || awsTypes.includes(item)
}

/** AWS-specific parameter types. */
const awsTypes = [
  ...['AvailabilityZone::Name', 'Image::Id', 'Instance::Id', 'KeyPair::KeyName', 'SecurityGroup::GroupName'],
  ...['SecurityGroup::Id', 'Subnet::Id', 'Volume::Id', 'VPC::Id'],
]
  .map(name => `AWS::EC2::${name}`)
  .concat('AWS::Route53::HostedZone::Id')

function optionalText(value: Json | undefined): string | null {
  return value === undefined || value === null ? null : textOf(value)
}

function optionalNumber(value: Json | undefined): number | null {
  return value === undefined || value === null ? null : Number(value)
}
