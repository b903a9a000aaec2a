import type { Clients } from '../../aws/clients.ts'
import { asToolError } from '../../errors/tool-error.ts'
import type { Clock } from '../../ports/ports.ts'
import type { LeftType, Removal } from './plan.ts'
import { everywhere } from './profiles.ts'

export interface Applied {
  readonly removed: readonly Removal[]
  readonly failed: readonly (Removal & { readonly why: string })[]
}

export interface ApplyContext {
  readonly clients: Pick<Clients, 'ec2' | 'iam'>
  readonly clock: Clock
  /** Called for each deleted resource. */
  readonly onRemoved: (removal: Removal) => void
}

/** Seconds within which an instance must end, and within which a resource must no longer be in use. */
const patience = 300

/** Each group depends on nothing in a later group. */
const order: readonly (readonly LeftType[])[] = [
  ['instance', 'key-pair', 'launch-template'],
  ['security-group', 'volume', 'image'],
  ['snapshot', 'instance-profile'],
]

/**
 * Deletes what the plan says: all regions in parallel, then what has no region. A failed deletion does not stop the
 * others.
 */
export async function applyClean(removals: readonly Removal[], context: ApplyContext): Promise<Applied> {
  const regions = [...new Set(removals.map(({ region }) => region))].filter(region => region !== everywhere)
  const within = (region: string) =>
    applyInRegion(
      removals.filter(removal => removal.region === region),
      context,
    )
  const applied = [...(await Promise.all(regions.map(within))), await within(everywhere)]
  return {
    removed: applied.flatMap(({ removed }) => removed),
    failed: applied.flatMap(({ failed }) => failed),
  }
}

async function applyInRegion(removals: readonly Removal[], context: ApplyContext): Promise<Applied> {
  const removed: Removal[] = []
  const failed: Applied['failed'][number][] = []
  for (const types of order) {
    await Promise.all(
      removals
        .filter(({ type }) => types.includes(type))
        .map(async removal => {
          try {
            await removeOne(removal, context)
            removed.push(removal)
            context.onRemoved(removal)
          } catch (error) {
            failed.push({ ...removal, why: asToolError(error).message })
          }
        }),
    )
  }
  return { removed, failed }
}

async function removeOne({ region, type, id }: Removal, context: ApplyContext): Promise<void> {
  const { clients, clock } = context
  if (type === 'instance-profile') return (await clients.iam()).removeTemporaryProfile(id)
  const client = await clients.ec2(region)
  await untilTrue(
    clock,
    `${type} ${id} is still in use`,
    async () => (await client.remove(type, id)) === 'removed',
  )
  if (type !== 'instance') return
  await untilTrue(clock, `${id} is not terminated`, async () => {
    const [instance] = await client.instances({ 'instance-id': [id] })
    return instance === undefined || instance.state === 'terminated'
  })
}

/** Checks often at first: most resources are free within two seconds. */
async function untilTrue(clock: Clock, otherwise: string, ask: () => Promise<boolean>): Promise<void> {
  const giveUpAt = clock.now().getTime() + patience * 1000
  for (let pause = 250; !(await ask()); pause = Math.min(pause * 1.5, 5000)) {
    if (clock.now().getTime() > giveUpAt) throw new Error(`${otherwise} after ${patience} seconds`)
    await clock.sleep(pause)
  }
}
