import { channelName } from '../../channels/channel-name.ts'
import { type Promotion, planPromotion, promote } from '../../channels/promote.ts'
import { reasonOption } from '../../channels/reason.ts'
import { imageIdPattern } from '../../config/schema/base.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { clock } from '../../host/system.ts'
import { chooseImages } from '../../images/choose.ts'
import { promotionText } from '../../reporters/channels-text.ts'
import { painter } from '../../reporters/paint.ts'
import { openChannels } from '../channels-use.ts'
import type { AwsInvocation } from '../invocation.ts'

export interface PromoteOptions {
  readonly to?: string
  readonly reason?: string
  readonly force?: true
  readonly dryRun?: true
}

export async function run(invocation: AwsInvocation<{ readonly ami: string }, PromoteOptions>) {
  const { options, note, person } = invocation
  if (options.to === undefined) throw noChannel()
  const channel = channelName('--to', options.to)
  const reason = reasonOption(options.reason) ?? null
  const named = invocation.arguments.ami
  if (!imageIdPattern.test(named)) chooseImages(await invocation.project(), { named: [named], all: false })
  const { context } = await openChannels('promote', invocation, options.dryRun)
  const promotion = await planPromotion({ named, channel, reason, force: options.force ?? false }, context)
  note(promotionText(promotion, clock.now(), painter(process.stderr)))
  const document = describe(promotion, context)
  if (promotion.isDone) return { document: document('unchanged', promotion.pointer?.version ?? null) }
  if (options.dryRun) return { document: document('planned', null) }
  const question = `Promote ${promotion.to.found.imageId} to ${channel}?`
  if (!(options.yes || (await person.confirm(question))))
    return { document: document('declined', null), exitStatus: 1 }
  const { version } = await promote(promotion, context)
  return {
    document: document('promoted', version),
    note: `${painter(process.stderr)('green', '✔')} ${channel} holds ${promotion.to.found.imageId} (version ${version})\n`,
  }
}

function describe(
  { image, channel, to, pointer, reason }: Promotion,
  { accountId, region }: { readonly accountId: string; readonly region: string },
) {
  const { imageId } = to.found
  return (outcome: 'promoted' | 'unchanged' | 'planned' | 'declined', version: number | null) => ({
    schemaVersion: 1 as const,
    outcome,
    image,
    channel,
    verdict: to.record.verdict?.outcome ?? null,
    reason,
    targets: [{ accountId, region, imageId, before: pointer?.imageId ?? null, version }],
  })
}

function noChannel(): ToolError {
  return new ToolError('CHANNEL_NOT_GIVEN', 'no channel was given', {
    hint: 'Pass --to CHANNEL, e.g. --to stable.',
    exitStatus: 2,
  })
}
