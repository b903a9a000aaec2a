import { amiRecords } from '../state/ami-record.ts'
import { changeDocument } from '../state/document.ts'
import type { ChannelPointer } from '../state/pointers.ts'
import type { ChannelsContext } from './context.ts'
import { type PromoteRequest, type Promotion, planPromotion, promote } from './promote.ts'
import { amiOfTarget, type Source, type TargetChannels, targetContext } from './target-ami.ts'

/** A promotion in one account and region. */
export interface TargetPromotion {
  readonly name: string | null
  readonly promotion: Promotion
  readonly context: ChannelsContext
}

/**
 * Checks a promotion in every target without changing anything.
 *
 * @throws ToolError as `planPromotion`; AMI_NOT_IN_TARGET
 */
export async function planTargets(
  request: PromoteRequest,
  source: Source,
  targets: readonly TargetChannels[],
): Promise<readonly TargetPromotion[]> {
  const first = await planPromotion(request, source.context)
  const planned: TargetPromotion[] = []
  for (const target of targets) {
    const { name } = target
    if (target.context === source.context) {
      planned.push({ name, promotion: first, context: source.context })
      continue
    }
    const context = await targetContext(source, target)
    const known = await amiOfTarget(first.to, source, target)
    planned.push({ name, promotion: await planPromotion(request, context, known), context })
  }
  return planned
}

/** What the channel holds, if nothing is left to do; otherwise null. */
export function alreadyDone({
  promotion: { isDone, pointer, to },
}: Pick<TargetPromotion, 'promotion'>): ChannelPointer | null {
  return isDone && pointer !== null ? { imageId: to.found.imageId, version: pointer.version } : null
}

export interface PromotedTargets {
  /** By the order of the targets; null: not promoted. */
  readonly pointers: readonly (ChannelPointer | null)[]
  /** Why the remaining targets were not promoted; undefined: all were. */
  readonly error: unknown
}

/** Promotes in one target after the other. A repetition continues where an error stopped it. */
export async function promoteTargets(planned: readonly TargetPromotion[]): Promise<PromotedTargets> {
  const pointers: (ChannelPointer | null)[] = planned.map(alreadyDone)
  for (const [index, { promotion, context }] of planned.entries()) {
    if (promotion.isDone) continue
    try {
      await copyRecord(promotion, context)
      pointers[index] = await promote(promotion, context)
    } catch (error) {
      return { pointers, error }
    }
  }
  return { pointers, error: undefined }
}

/** Tags cannot be read in another account, so its record is not made from them. */
async function copyRecord({ to: { record } }: Promotion, context: ChannelsContext): Promise<void> {
  if (record.origin === null) return
  await changeDocument(amiRecords, record.imageId, before => before ?? record, context)
}
