import type { StepReport } from '../../runs/steps.ts'
import type { WatchedEvent } from './family.ts'
import { isOfStack } from './states.ts'

export interface Progress {
  add(event: WatchedEvent): void
}

/** Reports progress such as `3/17 AutoScalingGroup`. Counts the resources of the stack itself. */
export function createProgress(total: number | null, report: StepReport): Progress {
  const done = new Set<string>()
  return {
    add(event) {
      if (event.depth > 0 || isOfStack(event)) {
        if (isOfStack(event) && event.depth === 0) report.progress(event.status)
        return
      }
      if (event.status.endsWith('_COMPLETE')) done.add(event.logicalId)
      else done.delete(event.logicalId)
      const count = total === null || done.size > total ? String(done.size) : `${done.size}/${total}`
      report.progress(`${count} ${event.logicalId}`)
    },
  }
}
