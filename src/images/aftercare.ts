import { asToolError } from '../errors/tool-error.ts'
import type { RunRecord } from '../runs/run-record.ts'
import { applyClean } from './clean/apply.ts'
import { clueOf } from './clean/clue.ts'
import { type CleanPlan, planClean } from './clean/plan.ts'
import { planProfiles, surveyProfiles } from './clean/profiles.ts'
import { surveyRegion } from './clean/survey.ts'
import type { ImagesContext } from './context.ts'
import type { Leftover } from './document.ts'

/** How a run ended matters for what becomes of what it left. */
export interface AftercareOptions {
  /** Remove what is provably this run's; otherwise only tell. */
  readonly remove: boolean
  /** Give up looking when nothing answers. */
  readonly patienceSeconds: number
}

/** Undefined: what was left could not be looked up, and may be there. */
export type Leftovers = readonly Leftover[] | undefined

/**
 * After Packer cleaned up as far as it does: removes what it left (an AMI that was pending, its snapshots,
 * everything when it was killed), then tells what is still there.
 */
export async function lookAfter(
  record: RunRecord,
  { remove, patienceSeconds }: AftercareOptions,
  context: ImagesContext,
): Promise<Leftovers> {
  // Before the build nothing is created.
  if (record.amiName === null) return []
  const done = new AbortController()
  try {
    return await Promise.race([
      removeAndLook(record, remove, context),
      context.clock.sleep(patienceSeconds * 1000, done.signal).then(() => {
        throw new Error(`no answer within ${patienceSeconds} seconds`)
      }),
      ...(remove ? [untilKilled(context)] : []),
    ])
  } catch (cause) {
    context.emit({
      type: 'notice',
      text: `what run ${record.runId} left behind could not be looked up: ${asToolError(cause).message}`,
    })
    return undefined
  } finally {
    done.abort()
  }
}

/** Milliseconds after which what was asked for last, by a Packer that was killed, is there to be seen. */
const settling = 1500

async function removeAndLook(
  record: RunRecord,
  remove: boolean,
  context: ImagesContext,
): Promise<Leftover[]> {
  let { removals, kept } = await planFor(record, context)
  if (!remove) return [...removals, ...kept].map(toLeftover)
  for (let round = 0; round < 3; round += 1) {
    await applyClean(removals, {
      ...context,
      onRemoved: ({ type, id, region }) =>
        context.emit({ type: 'notice', text: `removed what Packer left: ${type} ${id} in ${region}` }),
    })
    await context.clock.sleep(settling)
    ;({ removals, kept } = await planFor(record, context))
    if (removals.length === 0) break
  }
  return [...removals, ...kept].map(toLeftover)
}

async function planFor(record: RunRecord, { clients }: ImagesContext): Promise<CleanPlan> {
  const clues = [clueOf(record.runId, record)]
  const plans = await Promise.all([
    ...record.regions.map(async region =>
      planClean(await surveyRegion(region, clues, false, await clients.ec2(region)), clues),
    ),
    surveyProfiles(clues, false, clients.iam).then(profiles => planProfiles(profiles, clues)),
  ])
  return { removals: plans.flatMap(({ removals }) => removals), kept: plans.flatMap(({ kept }) => kept) }
}

function toLeftover({ region, type, id }: Leftover): Leftover {
  return { region, type, id }
}

function untilKilled({ killed }: ImagesContext): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = () => reject(new Error('given up by a second Ctrl-C'))
    if (killed.aborted) giveUp()
    else killed.addEventListener('abort', giveUp, { once: true })
  })
}
