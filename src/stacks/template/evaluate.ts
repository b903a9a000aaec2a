import type { Json } from '../../config/settings.ts'
import type { Template } from './template.ts'

/**
 * Evaluates a value of the template with its parameters. Undefined if only CloudFormation knows the value (attributes,
 * imports, pseudo parameters that are not given); null for `AWS::NoValue`.
 */
export type Evaluate = (value: Json | undefined) => Json | undefined

export function evaluator(
  { conditions, mappings }: Pick<Template, 'conditions' | 'mappings'>,
  parameters: Readonly<Record<string, string>>,
): Evaluate {
  const lookUp = (name: string) => (Object.hasOwn(parameters, name) ? parameters[name] : undefined)

  const inProgress = new Set<string>()

  function evaluate(value: Json | undefined): Json | undefined {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return all(value)
    const [entry, ...others] = Object.entries(value as Readonly<Record<string, Json>>)
    if (entry !== undefined && others.length === 0 && isFunction(entry[0])) return call(entry[0], entry[1])
    const members = Object.entries(value).map(([key, child]) => [key, evaluate(child as Json)] as const)
    return Object.fromEntries(members.flatMap(([key, child]) => (child === undefined ? [] : [[key, child]])))
  }

  function all(values: readonly Json[]): readonly Json[] | undefined {
    const evaluated = values.map(evaluate)
    return evaluated.some(item => item === undefined) ? undefined : (evaluated as Json[])
  }

  function call(name: string, argument: Json): Json | undefined {
    if (name === 'Ref') return argument === 'AWS::NoValue' ? null : lookUp(String(argument))
    if (name === 'Condition') return holds(String(argument))
    if (name === 'Fn::Sub') return substitute(argument)
    const list = (Array.isArray(argument) ? argument : [argument]) as readonly Json[]
    if (name === 'Fn::If') return choose(list)
    if (name === 'Fn::And') return unless(false, list)
    if (name === 'Fn::Or') return unless(true, list)
    const values = all(list)
    if (values === undefined) return undefined
    const operation = operations[name]
    return operation === undefined ? undefined : operation(values, mappings)
  }

  /** One member can decide although others are unknown. */
  function unless(decisive: boolean, list: readonly Json[]): boolean | undefined {
    const values = list.map(evaluate)
    if (values.includes(decisive)) return decisive
    return values.includes(undefined) ? undefined : !decisive
  }

  /** Undefined for conditions that refer to each other: CloudFormation refuses the template. */
  function holds(condition: string): boolean | undefined {
    if (inProgress.has(condition) || !Object.hasOwn(conditions, condition)) return undefined
    inProgress.add(condition)
    const result = evaluate(conditions[condition])
    inProgress.delete(condition)
    return typeof result === 'boolean' ? result : undefined
  }

  function choose([condition, yes, no]: readonly Json[]): Json | undefined {
    const result = holds(String(condition))
    return result === undefined ? undefined : evaluate(result ? yes : no)
  }

  function substitute(argument: Json): string | undefined {
    const [text, own] = (Array.isArray(argument) ? argument : [argument]) as readonly Json[]
    const values = (evaluate(own ?? {}) ?? {}) as Readonly<Record<string, Json>>
    let isKnown = true
    const result = String(text).replaceAll(/\$\{(!?)([^}]*)\}/g, (_, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`
      const value = values[name] ?? lookUp(name)
      if (value === undefined) isKnown = false
      return String(value)
    })
    return isKnown ? result : undefined
  }

  return evaluate
}

function isFunction(key: string): boolean {
  return key === 'Ref' || key === 'Condition' || key.startsWith('Fn::')
}

type Operation = (values: readonly Json[], mappings: Readonly<Record<string, Json>>) => Json | undefined

const operations: Readonly<Record<string, Operation>> = {
  'Fn::Equals': ([one, other]) => String(one) === String(other),
  'Fn::Not': ([value]) => value === false,
  'Fn::Join': ([separator, parts]) => (Array.isArray(parts) ? parts.join(String(separator)) : undefined),
  'Fn::Select': ([index, parts]) =>
    Array.isArray(parts) ? (parts[Number(index)] as Json | undefined) : undefined,
  'Fn::Split': ([separator, text]) => String(text).split(String(separator)),
  'Fn::FindInMap': ([map, first, second], mappings) =>
    [map, first, second].reduce<Json | undefined>(
      (value, key) =>
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? (value as Readonly<Record<string, Json>>)[String(key)]
          : undefined,
      mappings as Json,
    ),
  'Fn::Contains': ([list, value]) => members(list).includes(String(value)),
  'Fn::EachMemberEquals': ([list, value]) => members(list).every(member => member === String(value)),
  'Fn::EachMemberIn': ([list, others]) => members(list).every(member => members(others).includes(member)),
}

/** The items of a list; a parameter's value is text. */
function members(list: Json | undefined): string[] {
  if (Array.isArray(list)) return list.map(String)
  return String(list ?? '')
    .split(',')
    .map(member => member.trim())
}
