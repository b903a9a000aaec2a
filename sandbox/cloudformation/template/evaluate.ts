import type { Json, ResourceRecord } from '../types.ts'
import { functions, unsupportedFunction } from './functions.ts'
import { isList, isObject, onlyEntry } from './json.ts'
import type { Mappings, Template } from './template.ts'
import { validationError } from './validation-error.ts'

/** What a template's expressions refer to. */
export interface Scope {
  /** As Ref gives them. */
  readonly parameters: Readonly<Record<string, Json>>
  readonly conditions: Readonly<Record<string, boolean>>
  readonly mappings: Mappings
  readonly pseudo: PseudoParameters
  resource(logicalId: string): ResourceRecord | undefined
  /** Value of another stack's export. */
  imported(name: string): string | undefined
  /** Availability zones of the region. */
  readonly zones: readonly string[]
}

export interface PseudoParameters {
  readonly accountId: string
  readonly region: string
  readonly stackId: string
  readonly stackName: string
  readonly partition: string
  readonly urlSuffix: string
  readonly notificationArns: readonly string[]
}

/** What remains of each condition when parameters are known. */
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
  const underWay = new Set<string>()
  const isMet = (name: string): boolean => {
    if (underWay.has(name)) throw validationError(`Template error: circular dependency of condition ${name}`)
    underWay.add(name)
    known[name] ??= evaluate(conditions[name] ?? false, scope) === true
    underWay.delete(name)
    return known[name]
  }
  for (const name of Object.keys(conditions)) isMet(name)
  return known
}

/**
 * @returns the value without intrinsics, undefined for AWS::NoValue
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

/** `Condition` is a common name of properties, a function only with a condition's name. */
function isFunction(name: string, argument: Json): boolean {
  return name === 'Ref' || name.startsWith('Fn::') || (name === 'Condition' && typeof argument === 'string')
}
