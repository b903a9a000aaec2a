import type { ResourceChange } from '../../aws/stack.ts'
import { unknownYet } from '../../aws/task-definition.ts'
import type { Evaluate } from '../template/evaluate.ts'
import type { Template } from '../template/template.ts'

export type Properties = Readonly<Record<string, unknown>>

/**
 * The properties of a resource after the change: those of the change set, or else those of the template, evaluated.
 * Values that only CloudFormation knows are missing or unknown.
 */
export function propertiesOf(
  { propertiesAfter, nestedIn, logicalId }: ResourceChange,
  template: Template,
  evaluate: Evaluate,
): Properties {
  if (propertiesAfter !== undefined) return propertiesAfter
  if (nestedIn.length > 0) return {}
  const written = template.resources[logicalId]?.properties ?? {}
  return Object.fromEntries(
    Object.entries(written).flatMap(([name, value]) => {
      const found = evaluate(value)
      return found === undefined || found === null ? [] : [[name, found]]
    }),
  )
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
