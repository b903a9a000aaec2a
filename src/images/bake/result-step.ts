import type { Step } from '../../runs/steps.ts'
import { type BakedAmi, bakedAmi } from '../document.ts'
import { readInventory } from '../inventory.ts'
import { readManifest } from '../manifest.ts'
import type { BakePlan } from '../plan.ts'
import { runFiles } from '../render.ts'
import { assertAsPlanned } from '../result.ts'
import { readResult } from '../result-facts.ts'
import { resultSummary } from '../summaries.ts'
import { complete, tagKeys } from '../tags.ts'
import type { BakeInput } from './request.ts'
import { storeBake } from './store-bake.ts'

export interface ResultInput extends BakeInput {
  readonly plan: BakePlan
}

/**
 * Checks the AMIs that Packer created, in every region, and tags them. `packer-ecs:state=complete` is the last write:
 * an AMI that has it is good.
 */
export const resultStep = {
  name: 'result',
  run: finishAmis,
  summary: resultSummary,
  undo: null,
} satisfies Step<ResultInput, readonly BakedAmi[]>

async function finishAmis({ request, context, plan }: ResultInput): Promise<readonly BakedAmi[]> {
  const { settings, runFolder } = request
  const { region: buildRegion, clients, fileSystem } = context
  const { manifest, inventory } = runFiles(runFolder)
  const imageIds = await readManifest(manifest, [...new Set([buildRegion, ...settings.copyTo])], fileSystem)
  const packages = await readInventory(inventory, fileSystem)
  const { kernel, lost } = packages
  for (const { what, hint } of lost) {
    context.emit({ type: 'notice', text: `instances of the AMI do not have ${what}. ${hint}` })
  }

  const checked = await Promise.all(
    Object.entries(imageIds).map(async ([region, imageId]) => {
      const client = await clients.ec2(region)
      const where = { region, buildRegion }
      const facts = await readResult(imageId, where, settings, { ec2: client, kms: clients.kms })
      assertAsPlanned(facts, settings, plan)
      const ami = bakedAmi(region, facts.image)
      await client.tag([imageId, ...ami.snapshotIds], { ...plan.tags, [tagKeys.kernel]: kernel })
      return { ...ami, image: facts.image }
    }),
  )
  for (const { region, imageId, snapshotIds } of checked) {
    await (await clients.ec2(region)).tag([imageId, ...snapshotIds], { [tagKeys.state]: complete })
  }
  await storeBake({ request, context, plan }, checked, packages)
  return checked.map(({ image, ...ami }) => ami)
}
