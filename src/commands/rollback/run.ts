import { channelName } from '../../channels/channel-name.ts'
import { reasonOption } from '../../channels/reason.ts'
import {
  type ChannelRollback,
  planChannelRollback,
  rollBackChannel,
} from '../../channels/rollback-channel.ts'
import { ToolError } from '../../errors/tool-error.ts'
import { clock } from '../../host/system.ts'
import { chooseImages } from '../../images/choose.ts'
import { rollbackText } from '../../reporters/channels-text.ts'
import { painter } from '../../reporters/paint.ts'
import { openChannels } from '../channels-use.ts'
import type { AwsInvocation } from '../invocation.ts'

export interface RollbackOptions {
  readonly channel?: string
  readonly reason?: string
  /** False with --no-reject. */
  readonly reject?: boolean
  readonly dryRun?: true
}

export async function run(
  invocation: AwsInvocation<{ readonly image: string | undefined }, RollbackOptions>,
) {
  const { options, note, person } = invocation
  if (options.channel === undefined) throw noChannel()
  const channel = channelName('--channel', options.channel)
  const reason = reasonOption(options.reason) ?? null
  const named = invocation.arguments.image
  const project = await invocation.project()
  const [chosen] = chooseImages(project, { named: named === undefined ? [] : [named], all: false })
  const image = chosen?.image ?? ''
  const { context } = await openChannels('rollback', invocation, options.dryRun)
  const { reject = true } = options
  const planned = await planChannelRollback({ image, channel, reason, rejects: reject }, context)
  note(rollbackText(planned, clock.now(), painter(process.stderr)))
  const document = describe(planned, context)
  if (options.dryRun) return { document: document('planned', null) }
  const { imageId } = planned.to.found
  if (!(options.yes || (await person.confirm(`Move ${channel} back to ${imageId}?`))))
    return { document: document('declined', null), exitStatus: 1 }
  const { version } = await rollBackChannel(planned, context)
  return {
    document: document('rolledBack', version),
    note: `${painter(process.stderr)('green', '✔')} ${channel} holds ${imageId} (version ${version})\n`,
  }
}

function describe(
  { image, channel, to, pointer, left, reason, rejects }: ChannelRollback,
  { accountId, region }: { readonly accountId: string; readonly region: string },
) {
  return (outcome: 'rolledBack' | 'planned' | 'declined', version: number | null) => ({
    schemaVersion: 1 as const,
    outcome,
    image,
    channel,
    reason,
    rejected: outcome === 'rolledBack' && rejects ? (left?.imageId ?? null) : null,
    targets: [
      {
        accountId,
        region,
        imageId: to.found.imageId,
        before: left?.imageId ?? pointer?.imageId ?? null,
        version,
      },
    ],
  })
}

function noChannel(): ToolError {
  return new ToolError('CHANNEL_NOT_GIVEN', 'no channel was given', {
    hint: 'Pass --channel CHANNEL, e.g. --channel stable.',
    exitStatus: 2,
  })
}
