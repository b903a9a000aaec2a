import { type Context, isKnownKey, valuesOf, variablesOf } from './context.ts'
import { type Operator, operatorOf } from './operators.ts'
import { expand, type Variables } from './pattern.ts'
import type { Statement } from './policy.ts'

/** A policy depends on something that the sandbox does not know. The sandbox refuses the call instead of guessing. */
export class UndecidablePolicy extends Error {}

/**
 * Whether all conditions of a statement are met. `expands`: whether the policy's version supports `${…}`.
 * @throws UndecidablePolicy for a condition key that the sandbox does not support
 */
export function conditionsHold(
  conditions: NonNullable<Statement['Condition']>,
  context: Context,
  expands: boolean,
): boolean {
  const variables = expands ? variablesOf(context) : undefined
  return Object.entries(conditions).every(([name, keys]) =>
    Object.entries(keys).every(([key, wanted]) => {
      if (!isKnownKey(key)) {
        throw new UndecidablePolicy(`the sandbox does not know the condition key ${key}`)
      }
      const values = valuesOf(context, key)
      if (name === 'Null') return wanted.includes(String(values === undefined))
      const operator = operatorOf(name)
      return operator !== undefined && holds(operator, wanted, values, variables)
    }),
  )
}

function holds(
  { compare, reads, negated, ifExists, quantifier }: Operator,
  wanted: readonly string[],
  values: readonly string[] | undefined,
  variables: Variables | undefined,
): boolean {
  if (values === undefined)
    return ifExists || quantifier === 'ForAllValues' || (negated && quantifier === undefined)
  // A value that cannot be read, or whose variable has no value, meets no condition: not even "not equal".
  const differs = (one: string, value: string) => {
    const expanded = expand(one, variables)
    return expanded !== undefined && reads(expanded) && !compare(one, value, variables)
  }
  const fitsAny = (value: string) =>
    negated ? wanted.every(one => differs(one, value)) : wanted.some(one => compare(one, value, variables))
  if (quantifier === 'ForAllValues') return values.every(fitsAny)
  if (quantifier === 'ForAnyValue') return values.some(fitsAny)
  return negated ? values.every(fitsAny) : values.some(fitsAny)
}
