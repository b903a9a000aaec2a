import { dependenciesOf } from '../template/dependencies.ts'
import type { Definition, Stack, Task } from './stack.ts'

/** Every resource of a definition is brought to it, each after those that it refers to. */
export function applyTasks({ template, conditions }: Definition): Record<string, Task> {
  const dependencies = dependenciesOf(template, conditions)
  return Object.fromEntries(
    Object.entries(dependencies).map(([logicalId, after]) => [logicalId, task(logicalId, 'apply', after)]),
  )
}

/** Every resource that is there goes, each after those that refer to it. */
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
  }
}
