import { clientError } from '../error.ts'
import type { Members } from '../types.ts'

const dependenciesOf = ({ dependsOn }: Members) => (dependsOn ?? []) as readonly Members[]

/** Refuses dependencies that can never be met; @throws EcsError */
export function refuseDependencies(containers: readonly Members[]): void {
  const byName = new Map(containers.map(container => [container.name, container]))
  for (const container of containers) {
    for (const { containerName, condition } of dependenciesOf(container)) {
      const other = byName.get(containerName)
      const names = `Container '${String(container.name)}' depends on container '${String(containerName)}'`
      if (other === undefined)
        throw clientError(
          `Container '${String(container.name)}' depends on an unknown container '${String(containerName)}'.`,
        )
      if (condition === 'HEALTHY' && other.healthCheck === undefined)
        throw clientError(`${names} with the condition HEALTHY, but it has no health check.`)
      if ((condition === 'COMPLETE' || condition === 'SUCCESS') && other.essential !== false)
        throw clientError(`${names} with the condition ${condition}, but it is essential.`)
    }
    if (reaches(container, container.name, byName, new Set()))
      throw clientError(`The dependencies of container '${String(container.name)}' form a cycle.`)
  }
}

function reaches(
  from: Members,
  name: unknown,
  byName: ReadonlyMap<unknown, Members>,
  seen: Set<unknown>,
): boolean {
  return dependenciesOf(from).some(({ containerName }) => {
    if (containerName === name) return true
    const next = byName.get(containerName)
    if (next === undefined || seen.has(containerName)) return false
    seen.add(containerName)
    return reaches(next, name, byName, seen)
  })
}
