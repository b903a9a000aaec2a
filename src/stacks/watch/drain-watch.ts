import type { CloudFormation } from '../../aws/cloudformation.ts'
import type { StackResource } from '../../aws/stack.ts'
import type { StacksContext } from '../context.ts'
import { drainText, heldInstances } from './drain.ts'

/** Looks, while nothing moves, whether instances wait for their tasks; says it when that changes. */
export interface DrainWatch {
  look(quietMilliseconds: number): Promise<void>
}

/** So long nothing has moved before it is looked, and between two looks. */
const patience = 15_000

export function createDrainWatch(
  stackId: string,
  cloudFormation: Pick<CloudFormation, 'resources'>,
  { clients, clock, emit }: Pick<StacksContext, 'clients' | 'clock' | 'emit'>,
): DrainWatch {
  let resources: readonly StackResource[] | undefined
  let lookedAt = 0
  let said: string | undefined
  return {
    async look(quietMilliseconds) {
      const now = clock.now().getTime()
      if (quietMilliseconds < patience || now - lookedAt < patience) return
      lookedAt = now
      try {
        resources ??= await cloudFormation.resources(stackId)
        const text = drainText(await heldInstances(resources, clients.ecs))
        if (text !== undefined && text !== said) emit({ type: 'notice', text })
        said = text
      } catch {
        // It only explains; what is denied must not end the watch.
      }
    },
  }
}
