import type { CloudFormation } from '../../aws/cloudformation.ts'
import type { StackEvent, StackResource } from '../../aws/stack.ts'
import type { StacksContext } from '../context.ts'
import { drainText, heldInstances } from './drain.ts'
import { createDeletedGroups } from './protection.ts'

/** Checks, while there are no events, what holds up instances that are to be terminated; reports it when that changes. */
export interface DrainWatch {
  add(event: StackEvent): void
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
  let reported = ''
  const deleted = createDeletedGroups()

  async function draining(): Promise<string | undefined> {
    resources ??= await cloudFormation.resources(stackId)
    return drainText(await heldInstances(resources, clients.ecs))
  }

  return {
    add: deleted.add,
    async look(quietMilliseconds) {
      const now = clock.now().getTime()
      if (quietMilliseconds < patience || now - checkedAt < patience) return
      checkedAt = now
      // This is only an explanation: a denied call must not end the watch.
      const texts = await Promise.all([
        draining().catch(() => undefined),
        deleted.text(clients.autoScaling).catch(() => undefined),
      ])
      const text = texts.filter(one => one !== undefined).join('\n')
      if (text !== '' && text !== reported) emit({ type: 'notice', text })
      reported = text
    },
  }
}
