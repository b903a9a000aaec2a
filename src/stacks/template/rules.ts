import type { Evaluate } from './evaluate.ts'
import { asMap } from './read-template.ts'
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
    const { RuleCondition: condition, Assertions: assertions } = asMap(declaration) ?? {}
    if (condition !== undefined && evaluate(condition) !== true) return []
    return (Array.isArray(assertions) ? assertions : [])
      .map(assertion => asMap(assertion) ?? {})
      .filter(({ Assert: assertion }) => evaluate(assertion) === false)
      .map(({ AssertDescription: text }) => ({ rule, description: typeof text === 'string' ? text : null }))
  })
}
