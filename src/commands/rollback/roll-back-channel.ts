import { channelName } from '../../channels/channel-name.ts'
import {
  type ChannelRollback,
  planChannelRollback,
  rollBackChannel,
} from '../../channels/rollback-channel.ts'
import { clock } from '../../host/system.ts'
import { chooseImages } from '../../images/choose.ts'
import { rollbackText } from '../../reporters/channels-text.ts'
import { painter } from '../../reporters/paint.ts'
import { openChannels } from '../channels-use.ts'
import type { RollbackInvocation } from './rollback-invocation.ts'

/** Moves a channel back to what it held before. */
export async function rollBack(invocation: RollbackInvocation, given: string) {
  const { options, note, person } = invocation
  const channel = channelName('--channel', given)
  const named = invocation.arguments.name
  const project = await invocation.project()
  const [chosen] = chooseImages(project, { named: named === undefined ? [] : [named], all: false })
  const image = chosen?.image ?? ''
  const { context } = await openChannels('rollback', invocation, options.dryRun)
  const { reason = null, reject = true } = options
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
