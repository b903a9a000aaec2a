import { dependenciesOf } from '../template/dependencies.ts'
import type { Definition, Stack, Task } from './stack.ts'

/** A task for each resource of a definition, after the resources that it refers to. */
export function applyTasks({ template, conditions }: Definition): Record<string, Task> {
  const dependencies = dependenciesOf(template, conditions)
  return Object.fromEntries(
    Object.entries(dependencies).map(([logicalId, after]) => [logicalId, task(logicalId, 'apply', after)]),
  )
}

/** A task that deletes each present resource, after the resources that refer to it. */
export function removalTasks(
  { resources }: Stack,
  { template, conditions }: Definition,
): Record<string, Task> {
  const dependencies = dependenciesOf(template, conditions)
  const present = Object.values(resources).filter(({ status }) => status !== 'DELETE_COMPLETE')
  return Object.fromEntries(
    present.map(({ logicalId }) => {
      const users = present.filter(({ logicalId: other }) => dependencies[other]?.includes(logicalId))
      return [
        logicalId,
        task(
          logicalId,
          'remove',
          users.map(user => user.logicalId),
        ),
      ]
    }),
  )
}

function task(logicalId: string, action: Task['action'], after: readonly string[]): Task {
  return {
    logicalId,
    action,
    after,
    state: 'waiting',
    isInFlight: false,
    change: 'none',
    next: null,
    signals: null,
    rolling: null,
    wait: null,
  }
}
