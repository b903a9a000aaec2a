import { evaluate } from '../template/evaluate.ts'
import { ApiError } from '../types.ts'
import type { Draft } from './draft.ts'
import { scopeOf } from './scope.ts'
import type { Definition, Output } from './stack.ts'
import { nameOf } from './store.ts'

/** @throws ApiError if an export's name is taken, or an imported export would change or be deleted */
export function outputsOf({ stack, world }: Draft, definition: Definition): Output[] {
  const scope = scopeOf(stack, definition, world)
  const outputs = Object.entries(definition.template.outputs)
    .filter(([, { condition }]) => condition === null || definition.conditions[condition] === true)
    .map(([key, { value, description, exportName }]) => ({
      key,
      value: textOf(evaluate(value, scope)),
      description,
      exportName: exportName === null ? null : textOf(evaluate(exportName, scope)),
    }))
  for (const { exportName } of outputs) {
    const owner = exportName === null ? undefined : world.exporterOf(exportName)
    if (owner === undefined || owner === stack.id) continue
    throw new ApiError(
      'ValidationError',
      `Export with name ${exportName} is already exported by stack ${nameOf(owner)}. `,
    )
  }
  for (const { exportName, value } of stack.outputs) {
    if (
      exportName === null ||
      outputs.some(output => output.exportName === exportName && output.value === value)
    )
      continue
    const [importer] = world.importersOf(exportName)
    if (importer === undefined) continue
    const isGone = !outputs.some(output => output.exportName === exportName)
    throw new ApiError(
      'ValidationError',
      `Export ${exportName} cannot be ${isGone ? 'deleted' : 'updated'} as it is in use by ${importer}. `,
    )
  }
  return outputs
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',')
  if (value === undefined || typeof value === 'object')
    throw new ApiError('ValidationError', 'Template format error: Output values must be strings')
  return String(value)
}
