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
  /** Told of each thing that is gone. */
  readonly onRemoved: (removal: Removal) => void
}

/** Seconds that an instance may take to end, and that what it used may take to be free. */
const patience = 300

/** What depends on nothing that comes later. */
const order: readonly (readonly LeftType[])[] = [
  ['instance', 'key-pair'],
  ['security-group', 'volume', 'image'],
  ['snapshot', 'instance-profile'],
]

/** Removes what the plan says, every region at once and what is in none last; what cannot be removed does not stop the rest. */
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
  await untilTrue(clock, `${id} has not ended`, async () => {
    const [instance] = await client.instances({ 'instance-id': [id] })
    return instance === undefined || instance.state === 'terminated'
  })
}

/** Asks often at first: most things are free within a second or two. */
async function untilTrue(clock: Clock, otherwise: string, ask: () => Promise<boolean>): Promise<void> {
  const giveUpAt = clock.now().getTime() + patience * 1000
  for (let pause = 250; !(await ask()); pause = Math.min(pause * 1.5, 5000)) {
    if (clock.now().getTime() > giveUpAt) throw new Error(`${otherwise} after ${patience} seconds`)
    await clock.sleep(pause)
  }
}
