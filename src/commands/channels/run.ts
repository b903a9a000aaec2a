import { currentFreeze } from '../../channels/freeze.ts'
import { listChannels } from '../../channels/list.ts'
import { ownCommand } from '../../errors/own-command.ts'
import { channelsText } from '../../reporters/channels-text.ts'
import { painter } from '../../reporters/paint.ts'
import { openChannels } from '../channels-use.ts'
import type { AwsInvocation } from '../invocation.ts'

export async function run(invocation: AwsInvocation) {
  const { project, context } = await openChannels('channels', invocation, true)
  const [images, found] = await Promise.all([listChannels(project, context), currentFreeze(context)])
  const freeze =
    found === undefined ? null : { until: found.until, at: found.at, by: found.by, reason: found.reason }
  const document = {
    schemaVersion: 1 as const,
    project: context.project,
    region: context.region,
    freeze,
    images: images.map(listed => listed),
  }
  if (freeze === null && images.every(({ channels }) => Object.keys(channels).length === 0)) {
    const hint = ownCommand('promote', 'IMAGE', '--to', 'CHANNEL')
    return { document, note: `There are no channels. "${hint}" creates one.\n` }
  }
  return { document, text: () => channelsText(images, freeze, painter(process.stdout)) }
}
