import type { StackDescription } from '../../aws/stack.ts'
import type { ParameterValues } from '../parameters/parameter-value.ts'
import type { PlannedParameter } from './stack-plan.ts'

const secret = '****'

/** Parameters that change; for a new stack, those that differ from the template's defaults. */
export function plannedParameters(
  values: ParameterValues,
  before: StackDescription | null,
): PlannedParameter[] {
  const changed = Object.entries(values).flatMap(([name, { value, source, noEcho }]) => {
    const present = before?.parameters[name] ?? null
    const isNew = before === null ? source.kind !== 'default' : present !== value
    // CloudFormation does not reveal a secret, so a given one always counts as a change.
    const isChange = noEcho ? source.kind === 'flag' || source.kind === 'file' : isNew
    if (!isChange || source.kind === 'previous') return []
    return [{ name, before: noEcho && present !== null ? secret : present, after: noEcho ? secret : value }]
  })
  const removed = Object.entries(before?.parameters ?? {})
    .filter(([name]) => !Object.hasOwn(values, name))
    .map(([name, value]) => ({ name, before: value, after: null }))
  return [...changed, ...removed]
}
