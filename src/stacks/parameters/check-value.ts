import type { TemplateParameter } from '../template/template.ts'
import { javaPattern } from './java-pattern.ts'

/** A value that CloudFormation would reject, and what to do. */
export interface WrongValue {
  /** Continues the sentence "NAME is VALUE, …". */
  readonly problem: string
  readonly hint: string
}

/** Checks a value against its parameter's declaration; undefined if it is valid. */
export function checkValue(parameter: TemplateParameter, value: string): WrongValue | undefined {
  const wrong = findWrong(parameter, value)
  if (wrong === undefined) return undefined
  const ofShell = shellSyntax.find(({ pattern }) => {
    const bare = pattern.exec(value)?.[1]
    return bare !== undefined && findWrong(parameter, bare) === undefined
  })
  if (ofShell !== undefined) return { ...wrong, hint: ofShell.hint }
  if (parameter.constraintDescription === null) return wrong
  return { ...wrong, hint: `${wrong.hint} The template says: ${parameter.constraintDescription}` }
}

/** What a shell removes from a command line, but not from the output of $(cat FILE). Group 1 is the rest. */
const shellSyntax = [
  { pattern: /^"(.*)"$/, hint: 'Remove the quotes, which are part of the value.' },
  { pattern: /^'(.*)'$/, hint: 'Remove the quotes, which are part of the value.' },
  { pattern: /^(.*?)\s*\\$/, hint: 'Remove the backslash at its end, which is part of the value.' },
]

function findWrong(parameter: TemplateParameter, value: string): WrongValue | undefined {
  const items = isList(parameter.type) ? value.split(',').map(item => item.trim()) : [value]
  const itemType = itemTypeOf(parameter.type)
  return (
    items.map(item => checkType(itemType, item)).find(found => found !== undefined) ??
    checkRange(parameter, itemType, items) ??
    checkAllowed(parameter, items) ??
    items.map(item => checkText(parameter, item)).find(found => found !== undefined)
  )
}

export function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || type.startsWith('List<')
}

function itemTypeOf(type: string): string {
  return /^List<(.*)>$/.exec(type)?.[1] ?? type
}

/** CloudFormation user guide, AWS-specific parameter types. Ids have 8 or 17 hexadecimal digits. */
const idPrefixes: Readonly<Record<string, string>> = {
  'AWS::EC2::Image::Id': 'ami',
  'AWS::EC2::Instance::Id': 'i',
  'AWS::EC2::SecurityGroup::Id': 'sg',
  'AWS::EC2::Subnet::Id': 'subnet',
  'AWS::EC2::VPC::Id': 'vpc',
  'AWS::EC2::Volume::Id': 'vol',
}

const named: Readonly<Record<string, string>> = {
  'AWS::EC2::AvailabilityZone::Name': 'the name of an Availability Zone',
  'AWS::EC2::KeyPair::KeyName': 'the name of a key pair',
  'AWS::EC2::SecurityGroup::GroupName': 'the name of a security group',
  'AWS::Route53::HostedZone::Id': 'the id of a hosted zone',
  'AWS::SSM::Parameter::Name': 'the name of an SSM parameter',
}

function checkType(type: string, value: string): WrongValue | undefined {
  if (type === 'Number') {
    if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value)) return undefined
    return { problem: 'which is not a number', hint: 'Use a number, without a unit.' }
  }
  const prefix = idPrefixes[type]
  if (prefix !== undefined) {
    if (new RegExp(`^${prefix}-(?:[0-9a-f]{8}|[0-9a-f]{17})$`).test(value)) return undefined
    return { problem: `but its type is ${type}`, hint: `Use an id such as ${prefix}-0123456789abcdef0.` }
  }
  const kind =
    named[type] ??
    (type.startsWith('AWS::SSM::Parameter::Value<') ? 'the name of an SSM parameter' : undefined)
  if (kind === undefined || value !== '') return undefined
  return { problem: `but its type is ${type}`, hint: `Use ${kind}.` }
}

function checkRange(
  { minValue, maxValue }: TemplateParameter,
  itemType: string,
  items: readonly string[],
): WrongValue | undefined {
  if (itemType !== 'Number') return undefined
  const isOutside = (item: string) =>
    (minValue !== null && Number(item) < minValue) || (maxValue !== null && Number(item) > maxValue)
  if (!items.some(isOutside)) return undefined
  return { problem: 'which is outside the range of the template', hint: `Use ${range(minValue, maxValue)}.` }
}

function checkAllowed(
  { allowedValues }: TemplateParameter,
  items: readonly string[],
): WrongValue | undefined {
  if (allowedValues === null || items.every(item => allowedValues.includes(item))) return undefined
  return {
    problem: 'which the template does not allow',
    hint: `Use ${allowedValues.map(value => (value === '' ? '""' : value)).join(', ')}.`,
  }
}

/** The constraints of a list apply to each item. */
function checkText(
  { type, allowedPattern, minLength, maxLength }: TemplateParameter,
  text: string,
): WrongValue | undefined {
  if ((minLength !== null && text.length < minLength) || (maxLength !== null && text.length > maxLength)) {
    const what = isList(type) ? 'an item' : 'it'
    return {
      problem: `but ${what} has ${text.length} characters`,
      hint: `Use ${range(minLength, maxLength)} characters.`,
    }
  }
  const pattern = allowedPattern === null ? undefined : javaPattern(allowedPattern)
  if (pattern === undefined || pattern.test(text)) return undefined
  const problem = isList(type)
    ? 'with an item that the template does not allow'
    : 'which the template does not allow'
  return { problem, hint: `It must match ${allowedPattern}.` }
}

function range(from: number | null, to: number | null): string {
  if (from === null) return `at most ${to}`
  return to === null ? `${from} or more` : `${from} to ${to}`
}
