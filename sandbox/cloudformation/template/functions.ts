import type { ApiError, Json } from '../types.ts'
import { cidrBlocks } from './cidr.ts'
import { isList, isObject, isSame, textOf } from './json.ts'
import { attributeOf, substitute, valueOfRef } from './lookups.ts'
import type { Scope } from './scope.ts'
import { validationError } from './validation-error.ts'

/** @param evaluate evaluates a nested expression; undefined for AWS::NoValue */
export type IntrinsicFunction = (
  argument: Json,
  scope: Scope,
  evaluate: (value: Json) => Json | undefined,
) => Json | undefined

/** By the name of the long form. */
export const functions: Readonly<Record<string, IntrinsicFunction>> = {
  Ref: (name, scope) => valueOfRef(textOf(name), scope),
  Condition: (name, scope) => scope.conditions[textOf(name)] === true,
  'Fn::GetAtt': (argument, scope, evaluate) => {
    const [logicalId = '', attribute = ''] = items('Fn::GetAtt', argument)
    return attributeOf(textOf(logicalId), text(evaluate(attribute)), scope)
  },
  'Fn::Sub': (argument, scope, evaluate) => {
    const [template, variables] = isList(argument) ? argument : [argument, null]
    if (typeof template !== 'string') {
      throw validationError(
        "Template error: One or more Fn::Sub intrinsic functions don't specify expected arguments",
      )
    }
    const given = evaluate(variables ?? null)
    return substitute(template, isObject(given) ? given : {}, scope)
  },
  'Fn::Join': (argument, _, evaluate) => {
    const [delimiter = '', list = []] = items('Fn::Join', argument)
    return items('Fn::Join', evaluate(list))
      .map(text)
      .join(text(evaluate(delimiter)))
  },
  'Fn::Split': (argument, _, evaluate) => {
    const [delimiter = '', value = ''] = items('Fn::Split', argument)
    return text(evaluate(value)).split(text(evaluate(delimiter)))
  },
  'Fn::Select': (argument, _, evaluate) => {
    const [index = 0, list = []] = items('Fn::Select', argument)
    const position = text(evaluate(index))
    const selected = items('Fn::Select', evaluate(list))[Number(position)]
    if (selected === undefined) {
      throw validationError(`Template error: Fn::Select cannot select nonexistent value at index ${position}`)
    }
    return selected
  },
  'Fn::FindInMap': (argument, { mappings }, evaluate) => {
    const [map = '', first = '', second = '', settings] = items('Fn::FindInMap', argument)
    const [mapName, top, inner] = [map, first, second].map(key => text(evaluate(key)))
    const found = mappings[mapName ?? '']?.[top ?? '']?.[inner ?? '']
    if (found === undefined && isObject(settings) && settings.DefaultValue !== undefined) {
      return evaluate(settings.DefaultValue)
    }
    if (found === undefined) {
      throw validationError(`Template error: Unable to get mapping for ${mapName}::${top}::${inner}`)
    }
    return found
  },
  'Fn::If': (argument, { conditions }, evaluate) => {
    const [condition = '', whenMet = null, otherwise = null] = items('Fn::If', argument)
    return evaluate(conditions[textOf(condition)] === true ? whenMet : otherwise)
  },
  'Fn::Equals': (argument, _, evaluate) => {
    const [one = '', other = ''] = items('Fn::Equals', argument)
    return isSame(evaluate(one), evaluate(other))
  },
  'Fn::And': (argument, _, evaluate) => items('Fn::And', argument).every(item => evaluate(item) === true),
  'Fn::Or': (argument, _, evaluate) => items('Fn::Or', argument).some(item => evaluate(item) === true),
  'Fn::Not': (argument, _, evaluate) => evaluate(items('Fn::Not', argument)[0] ?? null) !== true,
  'Fn::GetAZs': (_, { zones }) => zones,
  'Fn::ImportValue': (argument, scope, evaluate) => {
    const name = text(evaluate(argument))
    const value = scope.imported(name)
    if (value === undefined) throw validationError(`No export named ${name} found.`)
    return value
  },
  'Fn::Base64': (argument, _, evaluate) => Buffer.from(text(evaluate(argument))).toString('base64'),
  'Fn::Length': (argument, _, evaluate) => items('Fn::Length', evaluate(argument)).length,
  'Fn::ToJsonString': (argument, _, evaluate) => JSON.stringify(evaluate(argument)),
  'Fn::Cidr': (argument, _, evaluate) => {
    const [block = '', count = 1, bits = 8] = items('Fn::Cidr', argument).map(item => text(evaluate(item)))
    return cidrBlocks(String(block), Number(count), Number(bits))
  },
}

/** Functions of the transform AWS::LanguageExtensions. */
const extensions = ['Fn::Length', 'Fn::ToJsonString']

export function isSupported(name: string, isExtended: boolean): boolean {
  return name in functions && (isExtended || !extensions.includes(name))
}

export function unsupportedFunction(name: string): ApiError {
  if (name === 'Fn::Transform') {
    return validationError(`the sandbox does not run macros (${name}); CloudFormation on AWS does.`)
  }
  const supported = Object.keys(functions).filter(key => key.startsWith('Fn::') && !extensions.includes(key))
  return validationError(
    `Template format error: Encountered unsupported function: ${name} Supported functions are: [${supported.join(', ')}]`,
  )
}

function items(name: string, value: Json | undefined): readonly Json[] {
  if (isList(value)) return value
  throw validationError(`Template error: every ${name} object requires a list as its argument`)
}

function text(value: Json | undefined): string {
  return value === undefined ? '' : textOf(value)
}
