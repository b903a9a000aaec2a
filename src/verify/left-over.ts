import { ownCommand } from '../errors/own-command.ts'
import type { Processes } from '../ports/ports.ts'
import { ownerState } from '../runs/owner.ts'
import type { VerifyRecord } from '../runs/record.ts'

/** A group that a verification left with an instance or its launch template. */
export interface LeftGroup {
  readonly runId: string
  readonly region: string
  readonly type: 'auto-scaling-group'
  readonly id: string
  readonly why: string
}

/** Of verifications that were killed or could not clean up; those in progress are not listed. */
export async function leftGroups(
  records: readonly VerifyRecord[],
  processes: Processes,
): Promise<readonly LeftGroup[]> {
  const groups = await Promise.all(
    records.map(async ({ launch, outcome, owner, runId, region, image }): Promise<LeftGroup[]> => {
      if (launch === null) return []
      if (outcome === 'running' && (await ownerState(owner, processes)) !== 'dead') return []
      const why = `AWS ends its instance 20 minutes after the launch; the next verification ends it, two minutes after the interruption or later: ${ownCommand('verify', image)}`
      return [{ runId, region, type: 'auto-scaling-group', id: launch.group, why }]
    }),
  )
  return groups.flat()
}
