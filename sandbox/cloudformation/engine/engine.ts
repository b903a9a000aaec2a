import type { Actuator } from '../types.ts'
import { createChangeSetCalls } from './change-sets.ts'
import { createCore } from './core.ts'
import { createEventLog } from './event-log.ts'
import { createEventReads } from './event-reads.ts'
import { physicalIdsIn } from './find-resources.ts'
import { createNestedStacks } from './nested-stacks.ts'
import { createOperations } from './operations.ts'
import { createReads } from './reads.ts'
import { createRunner } from './runner.ts'
import type { HandleSignal, Stack } from './stack.ts'
import { worldOf } from './store.ts'
import type { Surroundings } from './surroundings.ts'

export interface EngineOptions extends Surroundings {
  readonly actuator: Actuator
  readonly clock: { now(): Date; sleep(milliseconds: number): Promise<void> }
  /** Random, of the shape of a UUID. */
  readonly uniqueId: () => string
  readonly accountId: string
}

/** CloudFormation without its wire format: one method per action, with the names of an SDK. */
export function createEngine(options: EngineOptions) {
  const { clock, uniqueId, accountId } = options
  const stacks = new Map<string, Stack>()
  const zones = new Map<string, readonly string[]>()
  const log = createEventLog(uniqueId)
  const zonesOf = (region: string) => zones.get(region) ?? []
  const runner = createRunner({
    ...options,
    log,
    stacks,
    worldOf: region => worldOf(stacks, region, accountId, zonesOf(region)),
    nested: () => nested,
  })
  const core = createCore({
    ...options,
    ...runner,
    stacks,
    log,
    zones: zonesOf,
    now: () => clock.now(),
    async lookUp(region, names) {
      const found = await options.lookUp(region, names)
      zones.set(region, found.zones)
      return found
    },
  })
  const nested = createNestedStacks(core)
  return {
    ...createOperations(core),
    ...createChangeSetCalls(core),
    ...createReads(core),
    ...createEventReads(core),
    physicalIds: (stackName: string, type: string) => physicalIdsIn(stacks, stackName, type),
    /** Takes a signal that was sent to the URL of a wait condition handle. */
    signalHandle(stackId: string, handle: string, signal: HandleSignal): void {
      if (stacks.has(stackId)) core.dispatch(stackId, { type: 'handleSignal', handle, signal })
    },
  }
}
