import type { ResourceChange } from '../../aws/stack.ts'
import { unknownYet } from '../../aws/task-definition.ts'
import type { Json } from '../../config/settings.ts'
import type { Evaluate } from '../template/evaluate.ts'
import type { Template } from '../template/template.ts'

export type Properties = Readonly<Record<string, unknown>>

/**
 * The properties of a resource after the change: those of the change set, or else those of the template, evaluated. A
 * value that only CloudFormation knows is `unknownYet`; undefined if all of them are unknown.
 */
export function propertiesOf(
  { propertiesAfter, nestedIn, logicalId }: ResourceChange,
  template: Template,
  evaluate: Evaluate,
): Properties | undefined {
  if (propertiesAfter !== undefined) return propertiesAfter
  if (nestedIn.length > 0) return undefined
  return evaluated(template.resources[logicalId]?.properties ?? {}, evaluate) as Properties
}

/** Keeps the form around an unknown value, so that it differs from one that is not written. */
function evaluated(value: Json, evaluate: Evaluate): unknown {
  if (Array.isArray(value)) {
    return value.map(item => evaluated(item as Json, evaluate)).filter(item => item !== null)
  }
  if (typeof value !== 'object' || value === null || isCall(value)) {
    const found = evaluate(value)
    return found === undefined ? unknownYet : found
  }
  const members = Object.entries(value).map(
    ([key, child]) => [key, evaluated(child as Json, evaluate)] as const,
  )
  return Object.fromEntries(members.filter(([, child]) => child !== null))
}

function isCall(value: object): boolean {
  const [key = '', ...others] = Object.keys(value)
  return others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))
}

/** Undefined for a value that only CloudFormation knows. */
export function known(value: unknown): unknown {
  return typeof value === 'string' && value.includes(unknownYet) ? undefined : value
}

export function textOf(value: unknown): string | null {
  const found = known(value)
  return typeof found === 'string' && found !== '' ? found : null
}

export function numberOf(value: unknown): number | null {
  const found = known(value)
  if (found === undefined || found === null || found === '') return null
  const number = Number(found)
  return Number.isNaN(number) ? null : number
}

/** The names of CloudFormation as those of the ECS API: `ContainerDefinitions` is `containerDefinitions` there. */
export function toCamelCase(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCamelCase)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      `${key.slice(0, 1).toLowerCase()}${key.slice(1)}`,
      toCamelCase(child),
    ]),
  )
}
