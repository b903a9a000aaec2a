import type { StackDescription } from '../../aws/stack.ts'
import type { ParameterValues } from '../parameters/parameter-value.ts'
import { type Masking, masked } from './masking.ts'
import type { PlannedParameter } from './stack-plan.ts'

/**
 * Parameters that change; for a new stack, those that differ from the template's defaults. Values that look secret are
 * hidden, e.g. `DB_PASSWORD=…`.
 */
export function plannedParameters(
  values: ParameterValues,
  before: StackDescription | null,
  { property }: Masking,
): PlannedParameter[] {
  const shown = (name: string, value: string | null) => (value === null ? null : property(name, value))
  const changed = Object.entries(values).flatMap(([name, { value, source, noEcho }]) => {
    const present = before?.parameters[name] ?? null
    const isNew = before === null ? source.kind !== 'default' : present !== value
    // CloudFormation does not reveal a secret, so a given one always counts as a change.
    const isChange = noEcho ? source.kind === 'flag' || source.kind === 'file' : isNew
    if (!isChange || source.kind === 'previous') return []
    return [
      {
        name,
        before: noEcho && present !== null ? masked : shown(name, present),
        after: noEcho ? masked : shown(name, value),
      },
    ]
  })
  const removed = Object.entries(before?.parameters ?? {})
    .filter(([name]) => !Object.hasOwn(values, name))
    .map(([name, value]) => ({ name, before: shown(name, value), after: null }))
  return [...changed, ...removed]
}
