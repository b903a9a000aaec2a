import { channelName } from '../../channels/channel-name.ts'
import {
  alreadyDone,
  planTargets,
  promoteTargets,
  type TargetPromotion,
} from '../../channels/promote-targets.ts'
import { reasonOption } from '../../channels/reason.ts'
import { imageIdPattern } from '../../config/schema/base.ts'
import { asToolError, ToolError } from '../../errors/tool-error.ts'
import { clock } from '../../host/system.ts'
import { chooseImages } from '../../images/choose.ts'
import { promotionText } from '../../reporters/channels-text.ts'
import { painter } from '../../reporters/paint.ts'
import { errorText } from '../../reporters/text.ts'
import type { ChannelPointer } from '../../state/pointers.ts'
import { openTargets } from '../channels-use.ts'
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
  const { source, targets } = await openTargets('promote', invocation, options.dryRun)
  const request = { named, channel, reason, force: options.force ?? false }
  const planned = await planTargets(request, source, targets)
  const paint = painter(process.stderr)
  for (const { name, promotion, context } of planned) {
    if (name !== null) note(`target ${name} (${context.accountId}, ${context.region}): `)
    note(promotionText(promotion, clock.now(), paint))
  }
  const document = describe(planned)
  const before = planned.map(alreadyDone)
  if (planned.every(({ promotion }) => promotion.isDone)) return { document: document('unchanged', before) }
  if (options.dryRun) return { document: document('planned', before) }
  const where = planned.length === 1 ? '' : ` in ${planned.length} targets`
  const question = `Promote ${planned[0]?.promotion.to.found.imageId} to ${channel}${where}?`
  if (!(options.yes || (await person.confirm(question))))
    return { document: document('declined', before), exitStatus: 1 }
  const { pointers, error } = await promoteTargets(planned)
  if (error !== undefined && pointers.every(pointer => pointer === null)) throw error
  const lines = pointers.map((pointer, index) => {
    const name = planned[index]?.name ?? null
    const shown = name === null ? channel : `${channel} in ${name}`
    return pointer === null
      ? `${paint('red', '✘')} ${shown} was not moved\n`
      : `${paint('green', '✔')} ${shown} holds ${pointer.imageId} (version ${pointer.version})\n`
  })
  if (error === undefined) return { document: document('promoted', pointers), note: lines.join('') }
  const failure = asToolError(error)
  const rest = `${errorText(failure, paint)}  Run the command again to promote in the remaining targets.\n`
  return {
    document: document('partial', pointers),
    note: `${lines.join('')}${rest}`,
    exitStatus: failure.exitStatus,
  }
}

function describe(planned: readonly TargetPromotion[]) {
  const [first] = planned
  return (
    outcome: 'promoted' | 'partial' | 'unchanged' | 'planned' | 'declined',
    pointers: readonly (ChannelPointer | null)[],
  ) => ({
    schemaVersion: 1 as const,
    outcome,
    image: first?.promotion.image ?? '',
    channel: first?.promotion.channel ?? '',
    verdict: first?.promotion.to.record.verdict?.outcome ?? null,
    reason: first?.promotion.reason ?? null,
    targets: planned.map(({ name, promotion: { to, pointer }, context: { accountId, region } }, index) => ({
      name,
      accountId,
      region,
      imageId: to.found.imageId,
      before: pointer?.imageId ?? null,
      version: pointers[index]?.version ?? null,
    })),
  })
}

function noChannel(): ToolError {
  return new ToolError('CHANNEL_NOT_GIVEN', 'no channel was given', {
    hint: 'Pass --to CHANNEL, e.g. --to stable.',
    exitStatus: 2,
  })
}
