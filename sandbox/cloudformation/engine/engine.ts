import type { Actuator } from '../types.ts'
import { createChangeSetCalls } from './change-sets.ts'
import { createCore } from './core.ts'
import type { LookUp } from './define.ts'
import { createEventLog } from './event-log.ts'
import { createEventReads } from './event-reads.ts'
import { createOperations } from './operations.ts'
import { createReads } from './reads.ts'
import { createRunner } from './runner.ts'
import type { Stack } from './stack.ts'
import { worldOf } from './store.ts'

export interface EngineOptions {
  readonly actuator: Actuator
  readonly clock: { now(): Date; sleep(milliseconds: number): Promise<void> }
  /** Random, of the shape of a UUID. */
  readonly uniqueId: () => string
  readonly accountId: string
  readonly lookUp: LookUp
}

/** CloudFormation without its wire format: one method per action, with an SDK's names in and out. */
export function createEngine({ actuator, clock, uniqueId, accountId, lookUp }: EngineOptions) {
  const stacks = new Map<string, Stack>()
  const zones = new Map<string, readonly string[]>()
  const log = createEventLog(uniqueId)
  const zonesOf = (region: string) => zones.get(region) ?? []
  const { dispatch } = createRunner({
    actuator,
    clock,
    uniqueId,
    log,
    stacks,
    worldOf: region => worldOf(stacks, region, accountId, zonesOf(region)),
  })
  const core = createCore({
    accountId,
    stacks,
    log,
    uniqueId,
    dispatch,
    zones: zonesOf,
    now: () => clock.now(),
    async lookUp(region, names) {
      const found = await lookUp(region, names)
      zones.set(region, found.zones)
      return found
    },
  })
  return {
    ...createOperations(core),
    ...createChangeSetCalls(core),
    ...createReads(core),
    ...createEventReads(core),
  }
}
