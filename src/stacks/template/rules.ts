import type { Json } from '../../config/settings.ts'
import type { Evaluate } from './evaluate.ts'
import type { Template } from './template.ts'

/** An assertion in the template's `Rules` that the parameters break. */
export interface BrokenRule {
  readonly rule: string
  /** The template author's explanation. */
  readonly description: string | null
}

/** Leaves assertions to CloudFormation whose value only CloudFormation knows, e.g. with Fn::ValueOf. */
export function brokenRules({ rules }: Pick<Template, 'rules'>, evaluate: Evaluate): BrokenRule[] {
  return Object.entries(rules).flatMap(([rule, declaration]) => {
    const { RuleCondition: condition, Assertions: assertions } = asObject(declaration)
    if (condition !== undefined && evaluate(condition) !== true) return []
    return (Array.isArray(assertions) ? assertions.map(asObject) : [])
      .filter(({ Assert: assertion }) => evaluate(assertion) === false)
      .map(({ AssertDescription: text }) => ({ rule, description: typeof text === 'string' ? text : null }))
  })
}

function asObject(value: Json): Readonly<Record<string, Json>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Readonly<Record<string, Json>>) : {}
}
