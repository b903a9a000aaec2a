import { javaPattern } from './java-pattern.ts'
import { isListType, itemType } from './parameter-declaration.ts'
import type { ParameterDeclaration } from './template.ts'
import { validationError } from './validation-error.ts'

/**
 * Checks the value of a parameter against its declaration.
 * @throws ApiError `ValidationError`: the declaration's ConstraintDescription, or AWS's own words
 */
export function checkValue(name: string, value: string, declaration: ParameterDeclaration): void {
  const items = isListType(declaration.type) ? value.split(',').map(item => item.trim()) : [value]
  for (const item of items) {
    const problem = problemOf(name, item, declaration)
    if (problem === null) continue
    const { constraintDescription } = declaration
    throw validationError(
      constraintDescription === null
        ? problem
        : `Parameter ${name} failed to satisfy constraint: ${constraintDescription}`,
    )
  }
}

function problemOf(name: string, value: string, declaration: ParameterDeclaration): string | null {
  const { allowedValues, allowedPattern, minLength, maxLength, minValue, maxValue } = declaration
  if (itemType(declaration.type) === 'Number' && (value.trim() === '' || Number.isNaN(Number(value)))) {
    return `Parameter '${name}' must be a number.`
  }
  if (allowedValues !== null && !allowedValues.includes(value)) {
    return `Parameter '${name}' must be one of AllowedValues`
  }
  if (allowedPattern !== null && !javaPattern(allowedPattern).test(value)) {
    return `Parameter '${name}' must match pattern ${allowedPattern}`
  }
  if (minLength !== null && value.length < minLength) {
    return `Parameter '${name}' must contain at least ${minLength} characters`
  }
  if (maxLength !== null && value.length > maxLength) {
    return `Parameter '${name}' must contain at most ${maxLength} characters`
  }
  if (minValue !== null && Number(value) < minValue) {
    return `Parameter '${name}' must be a number not less than ${minValue}`
  }
  if (maxValue !== null && Number(value) > maxValue) {
    return `Parameter '${name}' must be a number not greater than ${maxValue}`
  }
  return awsValueProblem(name, value, declaration.type)
}

/** Formats of the ids of AWS-specific types. Only the service can check whether they exist. */
const awsIdPatterns: Readonly<Record<string, RegExp>> = {
  'AWS::EC2::Image::Id': /^ami-[0-9a-f]+$/,
  'AWS::EC2::Instance::Id': /^i-[0-9a-f]+$/,
  'AWS::EC2::SecurityGroup::Id': /^sg-[0-9a-f]+$/,
  'AWS::EC2::Subnet::Id': /^subnet-[0-9a-f]+$/,
  'AWS::EC2::Volume::Id': /^vol-[0-9a-f]+$/,
  'AWS::EC2::VPC::Id': /^vpc-[0-9a-f]+$/,
}

function awsValueProblem(name: string, value: string, type: string): string | null {
  const pattern = awsIdPatterns[itemType(type)]
  if (pattern === undefined || pattern.test(value)) return null
  return `Parameter validation failed: parameter value ${value} for parameter name ${name} does not exist`
}
