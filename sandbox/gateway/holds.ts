import type { Clock } from './clock.ts'

/** Resources that a fault keeps `pending` for some time. */
export interface Holds {
  hold(resourceId: string, seconds: number): void
  /** Resolves when the resource is no longer held. */
  released(resourceId: string): Promise<void>
}

const madeBy: Readonly<Record<string, RegExp>> = {
  CreateImage: /<imageId>([^<]+)<\/imageId>/g,
  CopyImage: /<imageId>([^<]+)<\/imageId>/g,
  RunInstances: /<instanceId>([^<]+)<\/instanceId>/g,
  StartInstances: /<instanceId>([^<]+)<\/instanceId>/g,
}

export function createHolds(clock: Clock): Holds {
  const until = new Map<string, number>()
  return {
    hold: (resourceId, seconds) => void until.set(resourceId, clock.now().getTime() + seconds * 1000),
    async released(resourceId) {
      const left = (until.get(resourceId) ?? 0) - clock.now().getTime()
      until.delete(resourceId)
      if (left > 0) await clock.sleep(left)
    },
  }
}

/** Ids of the resources that a call created, from its response. */
export function resourcesMadeBy(action: string, body: string): readonly string[] {
  const pattern = madeBy[action]
  return pattern === undefined ? [] : [...body.matchAll(pattern)].flatMap(([, id]) => id ?? [])
}
