import { BlockList, isIP } from 'node:net'
import { expand, fits, fitsArn, isArn, type Variables } from './pattern.ts'

export interface Operator {
  readonly compare: (wanted: string, value: string, variables: Variables | undefined) => boolean
  /** Whether a policy's value is of the operator's type. */
  readonly reads: (wanted: string) => boolean
  /** `…Not…`: true if no value matches, or if the call does not have the key. */
  readonly negated: boolean
  readonly ifExists: boolean
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined
}

type Compare = Operator['compare']

const text: Compare = (wanted, value, variables) => expand(wanted, variables) === value
const textWithoutCase: Compare = (wanted, value, variables) =>
  expand(wanted, variables)?.toLowerCase() === value.toLowerCase()
const like: Compare = (wanted, value, variables) => fits(wanted, value, { variables })
/** `*` alone is not an ARN. */
const arn: Compare = (wanted, value, variables) => isArn(wanted) && fitsArn(wanted, value, variables)
const numbers =
  (holds: (value: number, wanted: number) => boolean): Compare =>
  (wanted, value) =>
    holds(Number(value), Number(wanted))
const dates =
  (holds: (value: number, wanted: number) => boolean): Compare =>
  (wanted, value) =>
    holds(instant(value), instant(wanted))

/** An address in a network in CIDR notation, or the address itself. */
const address: Compare = (wanted, value) => {
  const [start = '', length] = wanted.split('/')
  const version = isIP(start)
  if (version === 0 || isIP(value) !== version) return false
  const network = new BlockList()
  const family = version === 4 ? 'ipv4' : 'ipv6'
  network.addSubnet(start, Number(length ?? (version === 4 ? 32 : 128)), family)
  return network.check(value, family)
}

const compares: Readonly<Record<string, Compare>> = {
  StringEquals: text,
  StringEqualsIgnoreCase: textWithoutCase,
  StringLike: like,
  // Both support wildcards, as on AWS.
  ArnEquals: arn,
  ArnLike: arn,
  Bool: textWithoutCase,
  IpAddress: address,
  NumericEquals: numbers((value, wanted) => value === wanted),
  NumericLessThan: numbers((value, wanted) => value < wanted),
  NumericLessThanEquals: numbers((value, wanted) => value <= wanted),
  NumericGreaterThan: numbers((value, wanted) => value > wanted),
  NumericGreaterThanEquals: numbers((value, wanted) => value >= wanted),
  DateEquals: dates((value, wanted) => value === wanted),
  DateLessThan: dates((value, wanted) => value < wanted),
  DateLessThanEquals: dates((value, wanted) => value <= wanted),
  DateGreaterThan: dates((value, wanted) => value > wanted),
  DateGreaterThanEquals: dates((value, wanted) => value >= wanted),
}

const kindOf = /^(Arn|Date|Numeric)/
const readers: Readonly<Record<string, Operator['reads']>> = {
  Arn: isArn,
  Date: wanted => !Number.isNaN(instant(wanted)),
  Numeric: wanted => !Number.isNaN(Number(wanted)),
}

const form = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/
const negatable = /^(NotIpAddress|(String|Arn|Numeric|Date)Not(Equals|EqualsIgnoreCase|Like))$/

/** Reads an operator's name, e.g. `ForAllValues:StringNotLikeIfExists`; undefined if it does not exist. */
export function operatorOf(name: string): Operator | undefined {
  const [, quantifier, base = '', ifExists] = form.exec(name) ?? []
  const negated = negatable.test(base)
  const compare = compares[negated ? base.replace('Not', '') : base]
  if (compare === undefined) return undefined
  return {
    compare,
    reads: readers[kindOf.exec(base)?.[1] ?? ''] ?? (() => true),
    negated,
    ifExists: ifExists !== undefined,
    quantifier: quantifier as Operator['quantifier'],
  }
}

export function isOperator(name: string): boolean {
  return name === 'Null' || operatorOf(name) !== undefined
}

/** Milliseconds since 1970, from ISO 8601 or seconds since 1970. */
function instant(date: string): number {
  return /^\d+$/.test(date) ? Number(date) * 1000 : Date.parse(date)
}
