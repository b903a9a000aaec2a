import type { ResourceChange } from '../../aws/stack.ts'
import { isSecretFlag, isSecretName, type Masking, masked } from './masking.ts'
import type { PlannedChange } from './stack-plan.ts'

/** One line for each property, with the most exact path that CloudFormation reports. Values that look secret are hidden. */
export function plannedProperties(change: ResourceChange, masking: Masking): PlannedChange['properties'] {
  const lines = change.details.map(({ attribute, name, path, before, after }) => {
    const isSecret = path !== null && hasSecretNeighbor(path, after === null, change)
    const property = path?.split('/').at(-1) ?? name ?? ''
    const shown = (value: string | null) =>
      value === null ? null : isSecret ? masked : masking.property(property, value)
    return {
      path: path?.replace(/^\/(?:Properties\/)?/, '') ?? name ?? attribute,
      before: shown(before),
      after: shown(after),
    }
  })
  // CloudFormation lists a property once for each cause; only some of the entries have values.
  const byPath = new Map(lines.map(line => [line.path, line]))
  for (const line of lines) if (line.before !== null || line.after !== null) byPath.set(line.path, line)
  return [...byPath.values()]
}

/** Whether the value is that of a variable with a secret name, or the word after a flag such as `--password`. */
function hasSecretNeighbor(path: string, isRemoved: boolean, change: ResourceChange): boolean {
  const parts = path.split('/')
  const last = parts.at(-1) ?? ''
  const sibling = (name: string) => [...parts.slice(0, -1), name].join('/')
  if (last === 'Value') {
    const names = valuesAt(sibling('Name'), isRemoved, change)
    // Without its name, a variable of a container may be a secret.
    return names.length === 0 ? parts.includes('Environment') : names.some(isSecretName)
  }
  if (!/^[1-9]\d*$/.test(last)) return false
  return valuesAt(sibling(String(Number(last) - 1)), isRemoved, change).some(isSecretFlag)
}

/** The texts at a path, old and new. A removed item is not in the properties after the change. */
function valuesAt(path: string, isRemoved: boolean, { details, propertiesAfter }: ResourceChange): string[] {
  const changed = details
    .filter(detail => detail.path === path)
    .flatMap(({ before, after }) => [before, after])
  const after = isRemoved
    ? undefined
    : path
        .replace(/^\/Properties\//, '')
        .split('/')
        .reduce<unknown>(
          (value, key) =>
            typeof value === 'object' && value !== null
              ? (value as Readonly<Record<string, unknown>>)[key]
              : undefined,
          propertiesAfter,
        )
  return [...changed, after].filter(value => typeof value === 'string')
}
