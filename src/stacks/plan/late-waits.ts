import type { ResourceChange } from '../../aws/stack.ts'
import type { Template } from '../template/template.ts'
import { waitConditionType } from '../watch/group-signals.ts'
import { actionOf } from './planned-change.ts'

/** Wait conditions that an update adds. Instances that already run do not signal them. */
export function lateWaits(changes: readonly ResourceChange[], { resources }: Template): string[] {
  return changes
    .filter(change => change.type === waitConditionType && actionOf(change) === 'add')
    .filter(({ logicalId }) => (resources[logicalId]?.creationPolicy ?? null) !== null)
    .map(
      ({ logicalId }) =>
        `${logicalId}: the update waits for its signals, and fails if no instance sends them: instances that already run do not.`,
    )
}
