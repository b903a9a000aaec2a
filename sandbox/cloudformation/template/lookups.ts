import type { ApiError, Json } from '../types.ts'
import { isList, type JsonObject, textOf } from './json.ts'
import { placeholderReference } from './references.ts'
import type { PseudoParameters, Scope } from './scope.ts'
import { validationError } from './validation-error.ts'

/** @returns undefined for AWS::NoValue */
export function valueOfRef(name: string, scope: Scope): Json | undefined {
  if (name === 'AWS::NoValue') return undefined
  const value =
    pseudoParameter(name, scope.pseudo) ?? scope.parameters[name] ?? scope.resource(name)?.physicalId
  if (value === undefined) throw unresolved(name)
  return value
}

/** An attribute of a resource that exists. */
export function attributeOf(logicalId: string, attribute: string, scope: Scope): Json {
  const record = scope.resource(logicalId)
  if (record === undefined) throw unresolved(logicalId)
  const value = record.attributes[attribute]
  if (value === undefined) {
    throw validationError(
      `Template error: resource ${logicalId} does not support attribute type ${attribute} in Fn::GetAtt`,
    )
  }
  return value
}

/** Replaces `${…}` in a text. `${!x}` is the escaped form of `${x}`. */
export function substitute(text: string, variables: JsonObject, scope: Scope): string {
  return text.replaceAll(/\$\{([^{}]*)\}/g, (_, content: string) => {
    if (content.startsWith('!')) return `\${${content.slice(1)}}`
    const name = content.trim()
    const given = variables[name]
    if (given !== undefined) return textOf(given)
    const { target, attribute } = placeholderReference(name)
    const value = attribute === null ? valueOfRef(target, scope) : attributeOf(target, attribute, scope)
    if (value === undefined || isList(value)) {
      throw validationError(`Template error: Fn::Sub expected a string for \${${name}}`)
    }
    return textOf(value)
  })
}

function unresolved(name: string): ApiError {
  return validationError(
    `Template format error: Unresolved resource dependencies [${name}] in the Resources block of the template`,
  )
}

function pseudoParameter(name: string, pseudo: PseudoParameters): Json | undefined {
  const values: Readonly<Record<string, Json>> = {
    'AWS::AccountId': pseudo.accountId,
    'AWS::NotificationARNs': pseudo.notificationArns,
    'AWS::Partition': pseudo.partition,
    'AWS::Region': pseudo.region,
    'AWS::StackId': pseudo.stackId,
    'AWS::StackName': pseudo.stackName,
    'AWS::URLSuffix': pseudo.urlSuffix,
  }
  return values[name]
}
