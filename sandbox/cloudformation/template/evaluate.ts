import type { Json } from '../types.ts'
import { functions, unsupportedFunction } from './functions.ts'
import { isList, isObject, onlyEntry } from './json.ts'
import type { PseudoParameters, Scope } from './scope.ts'
import type { Template } from './template.ts'
import { validationError } from './validation-error.ts'

/** The value of each condition, given the parameters. */
export function evaluateConditions(
  { conditions, mappings }: Pick<Template, 'conditions' | 'mappings'>,
  parameters: Readonly<Record<string, Json>>,
  pseudo: PseudoParameters,
): Record<string, boolean> {
  const known: Record<string, boolean> = {}
  const scope: Scope = {
    parameters,
    mappings,
    pseudo,
    conditions: new Proxy(known, { get: (_, name) => isMet(String(name)) }),
    resource: () => undefined,
    imported: () => undefined,
    zones: [],
  }
  const inProgress = new Set<string>()
  const isMet = (name: string): boolean => {
    if (inProgress.has(name))
      throw validationError(`Template error: circular dependency of condition ${name}`)
    inProgress.add(name)
    known[name] ??= evaluate(conditions[name] ?? false, scope) === true
    inProgress.delete(name)
    return known[name]
  }
  for (const name of Object.keys(conditions)) isMet(name)
  return known
}

/**
 * @returns the value without intrinsic functions; undefined for AWS::NoValue
 * @throws ApiError `ValidationError`, in AWS's words
 */
export function evaluate(value: Json, scope: Scope): Json | undefined {
  if (isList(value)) return value.map(item => evaluate(item, scope)).filter(item => item !== undefined)
  if (!isObject(value)) return value
  const [name, argument] = onlyEntry(value) ?? []
  if (name !== undefined && argument !== undefined && isFunction(name, argument)) {
    const apply = functions[name]
    if (apply === undefined) throw unsupportedFunction(name)
    return apply(argument, scope, nested => evaluate(nested, scope))
  }
  const members = Object.entries(value).flatMap(([key, member]) => {
    const evaluated = evaluate(member, scope)
    return evaluated === undefined ? [] : [[key, evaluated] as const]
  })
  return Object.fromEntries(members)
}

/** `Condition` is also a common property name. It is a function only with the name of a condition. */
function isFunction(name: string, argument: Json): boolean {
  return name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof argument === 'string')
}
