import type { AutoScaling } from '../../aws/autoscaling.ts'
import type { StackEvent } from '../../aws/stack.ts'
import { unprotect } from '../plan/scale-in.ts'
import { isGroup } from './group-signals.ts'

/** The Auto Scaling groups that the operation is deleting. */
export interface DeletedGroups {
  add(event: StackEvent): void
  /** What to do about instances that hold up a deletion; undefined if there are none. */
  text(autoScaling: () => Promise<AutoScaling>): Promise<string | undefined>
}

export function createDeletedGroups(): DeletedGroups {
  const deleting = new Map<string, string>()
  return {
    add(event) {
      const { logicalId, physicalId, status } = event
      if (!isGroup(event) || physicalId === null) return
      if (status === 'DELETE_IN_PROGRESS') deleting.set(physicalId, logicalId)
      else deleting.delete(physicalId)
    },

    async text(autoScaling) {
      if (deleting.size === 0) return undefined
      const groups = await (await autoScaling()).groups([...deleting.keys()])
      const held = groups.flatMap(({ name, instances }) => {
        const ids = instances.filter(isHeld).map(({ instanceId }) => instanceId)
        return ids.length === 0 ? [] : [`${deleting.get(name)} has ${ids.join(', ')}. ${remedy(name, ids)}`]
      })
      return held.length === 0
        ? undefined
        : `the deletion waits for instances that are protected from scale-in: ${held.join('; ')}`
    },
  }
}

function isHeld({
  isProtected,
  lifecycleState,
}: {
  readonly isProtected: boolean
  readonly lifecycleState: string
}): boolean {
  return isProtected && !lifecycleState.startsWith('Terminating')
}

function remedy(group: string, ids: readonly string[]): string {
  return `Remove the protection: ${unprotect(group, ids)}`
}
