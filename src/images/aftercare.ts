import { asToolError } from '../errors/tool-error.ts'
import { rejectWhenAborted } from '../runs/interruption.ts'
import type { BakeRecord } from '../runs/record.ts'
import type { Leftover, Leftovers, Undo, UndoOptions } from '../runs/undo.ts'
import { applyClean } from './clean/apply.ts'
import { clueOf } from './clean/clue.ts'
import { look, planAll } from './clean/look.ts'
import type { CleanPlan } from './clean/plan.ts'
import type { ImagesContext } from './context.ts'

/** The undo of a build. `clean` does the same for the records of interrupted bakes. */
export const undoBuild: Undo<BakeRecord, ImagesContext> = ({ record }, context, options) =>
  lookAfter(record, options, context)

/**
 * Packer cleans up first, as far as it can. This deletes what it left (a pending AMI and its snapshots; everything when
 * Packer was killed), and returns what still exists.
 */
export async function lookAfter(
  record: BakeRecord,
  { remove, patienceSeconds }: UndoOptions,
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
      ...(remove ? [rejectWhenAborted(context.killed, () => new Error('given up by a second Ctrl-C'))] : []),
    ])
  } catch (cause) {
    context.emit({
      type: 'notice',
      text: `cannot look up what run ${record.runId} left behind: ${asToolError(cause).message}`,
    })
    return undefined
  } finally {
    done.abort()
  }
}

/** Milliseconds after which the last resources that a killed Packer requested are visible. */
const settling = 1500

async function removeAndLook(
  record: BakeRecord,
  remove: boolean,
  context: ImagesContext,
): Promise<Leftover[]> {
  let { removals, kept } = await planFor(record, context)
  if (!remove) return [...removals, ...kept].map(toLeftover)
  for (let round = 0; round < 3; round += 1) {
    await applyClean(removals, {
      ...context,
      onRemoved: ({ type, id, region }) =>
        context.emit({ type: 'notice', text: `deleted what Packer left behind: ${type} ${id} in ${region}` }),
    })
    await context.clock.sleep(settling)
    ;({ removals, kept } = await planFor(record, context))
    if (removals.length === 0) break
  }
  return [...removals, ...kept].map(toLeftover)
}

async function planFor(record: BakeRecord, { clients }: ImagesContext): Promise<CleanPlan> {
  const clues = [clueOf(record.runId, record)]
  const { regions } = record
  const request = { regions, clues, everyRun: false, profileClues: clues, everyProfile: false }
  return planAll(await look(request, clients), clues)
}

function toLeftover({ region, type, id }: Leftover): Leftover {
  return { region, type, id }
}
