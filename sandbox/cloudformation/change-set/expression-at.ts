import { evaluate } from '../template/evaluate.ts'
import { isList, isObject, onlyEntry } from '../template/json.ts'
import type { Scope } from '../template/scope.ts'
import type { Json } from '../types.ts'

/** The template's expression for the value at a path: the value itself, or the intrinsic function that contains it. */
export function expressionAt(value: Json, path: readonly string[], scope: Scope): Json | undefined {
  const taken = takenBranch(value, scope)
  const [step, ...rest] = path
  if (step === undefined || isIntrinsic(taken)) return taken
  if (isList(taken)) {
    const items = taken.filter(item => !isNothing(item, scope))
    const item = items[Number(step)]
    return item === undefined ? undefined : expressionAt(item, rest, scope)
  }
  const member = isObject(taken) ? taken[step] : undefined
  return member === undefined ? undefined : expressionAt(member, rest, scope)
}

function takenBranch(value: Json, scope: Scope): Json {
  const [name, argument] = isObject(value) ? (onlyEntry(value) ?? []) : []
  if (name !== 'Fn::If' || !isList(argument)) return value
  const [condition, whenMet = null, otherwise = null] = argument
  return takenBranch(scope.conditions[String(condition)] === true ? whenMet : otherwise, scope)
}

function isIntrinsic(value: Json): boolean {
  const [name] = isObject(value) ? (onlyEntry(value) ?? []) : []
  return name === 'Ref' || name?.startsWith('Fn::') === true
}

/** AWS::NoValue, which removes the item from a list. */
function isNothing(value: Json, scope: Scope): boolean {
  const taken = takenBranch(value, scope)
  return isObject(taken) && taken.Ref === 'AWS::NoValue' && evaluate(taken, scope) === undefined
}
