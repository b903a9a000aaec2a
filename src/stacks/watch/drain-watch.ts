import type { CloudFormation } from '../../aws/cloudformation.ts'
import type { StackResource } from '../../aws/stack.ts'
import type { StacksContext } from '../context.ts'
import { drainText, heldInstances } from './drain.ts'

/** Checks, while there are no events, whether instances wait for tasks to stop; reports it when that changes. */
export interface DrainWatch {
  look(quietMilliseconds: number): Promise<void>
}

/** Milliseconds without an event before the first check, and between two checks. */
const patience = 15_000

export function createDrainWatch(
  stackId: string,
  cloudFormation: Pick<CloudFormation, 'resources'>,
  { clients, clock, emit }: Pick<StacksContext, 'clients' | 'clock' | 'emit'>,
): DrainWatch {
  let resources: readonly StackResource[] | undefined
  let checkedAt = 0
  let reported: string | undefined
  return {
    async look(quietMilliseconds) {
      const now = clock.now().getTime()
      if (quietMilliseconds < patience || now - checkedAt < patience) return
      checkedAt = now
      try {
        resources ??= await cloudFormation.resources(stackId)
        const text = drainText(await heldInstances(resources, clients.ecs))
        if (text !== undefined && text !== reported) emit({ type: 'notice', text })
        reported = text
      } catch {
        // This is only an explanation: a denied call must not end the watch.
      }
    },
  }
}
