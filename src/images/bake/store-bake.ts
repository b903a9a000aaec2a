import type { Image } from '../../aws/image.ts'
import { startOf } from '../../runs/run-id.ts'
import { amiRecords } from '../../state/ami-record.ts'
import { changeDocument } from '../../state/document.ts'
import { inventories } from '../../state/inventory.ts'
import { type RunSummary, runSummaries } from '../../state/run-summary.ts'
import type { StateContext } from '../../state/store.ts'
import type { Inventory } from '../inventory.ts'
import type { BakePlan } from '../plan.ts'
import { recordFromTags } from '../record-from-tags.ts'
import type { BakeInput } from './request.ts'

/** A good AMI in one region. */
export interface MadeAmi {
  readonly region: string
  readonly image: Image
}

/**
 * Writes the records and packages of the AMIs to the state of their regions, and the run to that of the bake's region.
 * The AMIs are good already, so a failure is a notice.
 */
export async function storeBake(
  input: PlannedBake,
  amis: readonly MadeAmi[],
  inventory: Inventory,
): Promise<void> {
  const { stateOf, region, emit } = input.context
  const attempt = async (where: string, what: string, write: (state: StateContext) => Promise<unknown>) => {
    try {
      const state = await stateOf(where)
      if (state !== undefined) await write(state)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      emit({ type: 'notice', text: `${what} is not in the state of ${where}: ${why}` })
    }
  }
  await Promise.all([
    ...amis.map(ami =>
      attempt(ami.region, `the record of ${ami.image.imageId}`, state =>
        storeAmi(ami, { input, amis, inventory }, state),
      ),
    ),
    attempt(region, `the run ${input.request.runId}`, state => storeRun(input, state)),
  ])
}

interface PlannedBake extends BakeInput {
  readonly plan: BakePlan
}

interface Baked {
  readonly input: PlannedBake
  readonly amis: readonly MadeAmi[]
  readonly inventory: Inventory
}

async function storeAmi({ region, image }: MadeAmi, baked: Baked, state: StateContext): Promise<void> {
  const { input, inventory } = baked
  const { lost, ...packages } = inventory
  const { imageId } = image
  const record = recordFromTags({ ...image, tags: input.plan.tags })
  const origin = await originOf(region, baked)
  await changeDocument(inventories, imageId, before => before ?? { ...packages, imageId }, state)
  await changeDocument(amiRecords, imageId, before => before ?? (record && { ...record, origin }), state)
}

/** Of a copy in another region. */
async function originOf(region: string, { input: { context }, amis }: Baked) {
  const source = amis.find(ami => ami.region === context.region)
  if (region === context.region || source === undefined) return null
  const { accountId } = await context.caller()
  return { accountId, region: context.region, imageId: source.image.imageId }
}

async function storeRun({ request, context }: BakeInput, state: StateContext): Promise<void> {
  const { runId, project, image } = request
  const { accountId, arn } = await context.caller()
  const endedAt = context.clock.now()
  await changeDocument(
    runSummaries,
    runId,
    (): RunSummary => ({
      schemaVersion: 1,
      runId,
      kind: 'bake',
      project: project.name,
      subject: image,
      accountId,
      region: context.region,
      by: arn,
      host: context.processes.host,
      startedAt: (startOf(runId) ?? endedAt).toISOString(),
      endedAt: endedAt.toISOString(),
      outcome: 'baked',
    }),
    state,
  )
}
