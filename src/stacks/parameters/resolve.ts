import { ConfigurationError } from '../../errors/fault.ts'
import type { FoundAmi } from '../ami/find-amis.ts'
import type { Evaluate } from '../template/evaluate.ts'
import { brokenRules } from '../template/rules.ts'
import type { Template } from '../template/template.ts'
import type { GivenParameters } from './given.ts'
import type { OfferedNetwork } from './network.ts'
import type { ParameterValue, ParameterValues } from './parameter-value.ts'

export interface ResolveRequest {
  readonly template: Template
  readonly given: GivenParameters
  /** The stack's current parameters; null for a new stack. */
  readonly previous: Readonly<Record<string, string>> | null
  readonly amis: readonly FoundAmi[]
  readonly network: OfferedNetwork | null
}

/**
 * Decides the value of every parameter: the chosen AMI, else the given value, else the offered network, else the value
 * in the stack, else the template's default. As with `aws cloudformation deploy`, a parameter that is not given keeps
 * its value in the stack even if the template has a different default; a notice reports that.
 *
 * @throws ConfigurationError PARAMETER_MISSING, for a secret that a new stack needs
 */
export function resolveParameters(request: ResolveRequest): {
  readonly values: ParameterValues
  readonly notices: readonly string[]
} {
  const { template } = request
  const entries = Object.keys(template.parameters).map(name => [name, decide(name, request)] as const)
  const missing = entries.filter(([, value]) => value === undefined).map(([name]) => name)
  if (missing.length > 0) throw noValue(missing, template.file)
  const values = Object.fromEntries(entries) as ParameterValues
  return { values, notices: Object.entries(values).flatMap(([name, value]) => kept(name, value, template)) }
}

/**
 * Checks the assertions in the template's `Rules`.
 *
 * @throws ConfigurationError PARAMETER_RULE
 */
export function checkRules(template: Template, evaluate: Evaluate): void {
  const [first, ...others] = brokenRules(template, evaluate).map(({ rule, description }) => ({
    code: 'PARAMETER_RULE',
    file: template.file,
    key: `Rules.${rule}`,
    what: `the parameters break the rule ${rule} of the template`,
    hint: description ?? 'Read the rule in the template, and correct the parameters that it names.',
  }))
  if (first !== undefined) throw new ConfigurationError([first, ...others])
}

/** The values alone, for the template's evaluator. */
export function plainValues(values: ParameterValues): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value]))
}

function decide(
  name: string,
  { template, given, previous, amis, network }: ResolveRequest,
): ParameterValue | undefined {
  const { noEcho = false, default: fallback = null } = template.parameters[name] ?? {}
  const own = given.values[name]
  const ami = amis.find(({ parameter }) => parameter === name)
  if (ami !== undefined) {
    const { imageId: value } = ami.found
    if (ami.imageId === null) return { value, source: { kind: 'ami', image: ami.image ?? '' }, noEcho }
    return { value, source: own?.value === value ? own.source : { kind: 'flag' }, noEcho }
  }
  if (own !== undefined) return { value: own.value, source: own.source, noEcho }
  const offered = network?.values[name]
  if (offered !== undefined) return { value: offered, source: { kind: 'network' }, noEcho }
  const present = previous?.[name]
  if (present !== undefined) return { value: present, source: { kind: 'previous' }, noEcho }
  return fallback === null ? undefined : { value: fallback, source: { kind: 'default' }, noEcho }
}

function kept(name: string, { value, source, noEcho }: ParameterValue, { parameters }: Template): string[] {
  const fallback = parameters[name]?.default ?? null
  if (source.kind !== 'previous' || noEcho || fallback === null || fallback === value) return []
  return [
    `${name} keeps its value in the stack, ${JSON.stringify(value)}: neither the parameter file nor --parameter sets it. The template's default is ${JSON.stringify(fallback)}.`,
  ]
}

function noValue(missing: readonly string[], file: string): ConfigurationError {
  const [first, ...others] = missing.map(name => ({
    code: 'PARAMETER_MISSING',
    file,
    key: name,
    what: `the parameter ${name} has no value, and the stack does not have one yet`,
    hint: `Pass it with --parameter ${name}=…; later deploys keep the value in the stack.`,
  }))
  if (first === undefined) throw new RangeError('nothing is missing')
  return new ConfigurationError([first, ...others])
}
