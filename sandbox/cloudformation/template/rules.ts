import type { Json } from '../types.ts'
import { isList, isObject, type JsonObject, textOf } from './json.ts'
import type { PseudoParameters } from './scope.ts'
import type { Template } from './template.ts'
import { validationError } from './validation-error.ts'

interface Values {
  readonly parameters: Readonly<Record<string, Json>>
  readonly pseudo: Pick<PseudoParameters, 'region' | 'accountId'>
}

/**
 * Checks the template's `Rules`. Only rule functions are allowed in them: no Condition, Fn::If, or Fn::Sub.
 * @throws ApiError `ValidationError` with the assertion's description
 */
export function checkRules({ rules }: Pick<Template, 'rules'>, values: Values): void {
  for (const [name, rule] of Object.entries(rules)) {
    if (!isObject(rule) || !isList(rule.Assertions)) {
      throw validationError(
        `Template format error: Every Rules member must contain Assertions. (rule ${name})`,
      )
    }
    if (rule.RuleCondition !== undefined && evaluated(rule.RuleCondition, values) !== true) continue
    for (const assertion of rule.Assertions) {
      if (!isObject(assertion) || assertion.Assert === undefined) {
        throw validationError(
          `Template format error: Every Assertions member must contain an Assert. (rule ${name})`,
        )
      }
      if (evaluated(assertion.Assert, values) !== false) continue
      const description = assertion.AssertDescription
      throw validationError(description === undefined ? `Rule ${name} failed` : textOf(description))
    }
  }
}

/** Undefined: needs facts of the account, which the sandbox does not look up. */
function evaluated(value: Json, values: Values): Json | undefined {
  if (isList(value)) {
    const items = value.map(item => evaluated(item, values))
    return items.every(item => item !== undefined) ? items : undefined
  }
  if (!isObject(value)) return value
  const [name = '', argument = null] = Object.entries(value as JsonObject)[0] ?? []
  if (name === 'Ref') return refOf(textOf(argument), values)
  if (accountFunctions.includes(name)) return undefined
  const apply = ruleFunctions[name]
  if (apply === undefined) {
    throw validationError(`Template format error: Encountered unsupported function: ${name} in Rules`)
  }
  const given = evaluated(argument, values)
  return isList(given) ? apply(given) : undefined
}

function refOf(name: string, { parameters, pseudo }: Values): Json {
  const value = { 'AWS::Region': pseudo.region, 'AWS::AccountId': pseudo.accountId, ...parameters }[name]
  if (value === undefined) {
    throw validationError(`Template format error: Unresolved dependencies [${name}] in the Rules block`)
  }
  return value
}

const accountFunctions = ['Fn::RefAll', 'Fn::ValueOf', 'Fn::ValueOfAll']

const ruleFunctions: Readonly<Record<string, (list: readonly Json[]) => boolean>> = {
  'Fn::And': list => list.every(item => item === true),
  'Fn::Or': list => list.some(item => item === true),
  'Fn::Not': ([item]) => item !== true,
  'Fn::Equals': ([one, other]) => same(one, other),
  'Fn::Contains': ([list, value]) => membersOf(list).some(member => same(member, value)),
  'Fn::EachMemberEquals': ([list, value]) => membersOf(list).every(member => same(member, value)),
  'Fn::EachMemberIn': ([list, others]) =>
    membersOf(list).every(member => membersOf(others).some(other => same(member, other))),
}

function membersOf(list: Json | undefined): readonly Json[] {
  if (isList(list ?? null)) return list as readonly Json[]
  throw validationError('Template error: every Fn::Contains and Fn::EachMember object requires a list')
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return textOf(one ?? null) === textOf(other ?? null)
}
