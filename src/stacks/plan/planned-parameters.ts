import type { StackDescription } from '../../aws/stack.ts'
import type { ParameterValues } from '../parameters/parameter-value.ts'
import type { PlannedParameter } from './stack-plan.ts'

const secret = '****'

/** Parameters that change; of a new stack, those that differ from the template's default. */
export function plannedParameters(
  values: ParameterValues,
  before: StackDescription | null,
): PlannedParameter[] {
  const changed = Object.entries(values).flatMap(([name, { value, source, noEcho }]) => {
    const present = before?.parameters[name] ?? null
    const isNew = before === null ? source.kind !== 'default' : present !== value
    // Nobody can see whether a secret that was given again is another one.
    const isChange = noEcho ? source.kind === 'flag' || source.kind === 'file' : isNew
    if (!isChange || source.kind === 'previous') return []
    return [{ name, before: noEcho && present !== null ? secret : present, after: noEcho ? secret : value }]
  })
  const gone = Object.entries(before?.parameters ?? {})
    .filter(([name]) => !Object.hasOwn(values, name))
    .map(([name, value]) => ({ name, before: value, after: null }))
  return [...changed, ...gone]
}
