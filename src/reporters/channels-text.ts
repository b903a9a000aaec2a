import type { KnownAmi } from '../channels/ami.ts'
import type { HistoryEntry } from '../channels/history.ts'
import type { ListedChannel, ListedImageChannels } from '../channels/list.ts'
import type { Promotion } from '../channels/promote.ts'
import type { ChannelRollback } from '../channels/rollback-channel.ts'
import { type DeployedAmi, toDeployedAmi } from '../stacks/ami/deployed-ami.ts'
import { onOneLine } from './foreign.ts'
import type { Paint } from './paint.ts'
import { age } from './text.ts'

/** The plan of a promotion: what the channel holds now, and what it would hold. */
export function promotionText(planned: Promotion, now: Date, paint: Paint): string {
  const { image, channel, to, pointer, previous, isDone, isResumed } = onOneLine(planned)
  const { imageId } = to.found
  const title = paint('bold', `${channel} of the image ${image}`)
  if (isDone) return `${title} holds ${imageId} already.\n`
  const held = pointer?.imageId ?? null
  const before = held === null || held === imageId ? null : toDeployedAmi(held, previous)
  const lines = amiLines(before, toDeployedAmi(imageId, to.found), now, paint)
  const resumed = isResumed ? ['  an interrupted promotion of this AMI is completed'] : []
  const replaced =
    pointer === null || held !== null
      ? []
      : [`${paint('yellow', '!')} ${notAnAmi(pointer.value)} is replaced`]
  return `${[title, ...lines, verdictLine(to, paint), ...resumed, ...replaced].join('\n')}\n`
}

/** The plan of a rollback of a channel. */
export function rollbackText(planned: ChannelRollback, now: Date, paint: Paint): string {
  const { image, channel, to, left, rejects, notices } = onOneLine(planned)
  const before = left === null ? null : toDeployedAmi(left.imageId, left.found)
  const after = toDeployedAmi(to.found.imageId, to.found)
  return `${[
    paint('bold', `${channel} of the image ${image} goes back`),
    ...amiLines(before, after, now, paint),
    verdictLine(to, paint),
    ...(rejects && left !== null ? [`  ${left.imageId} is rejected (--no-reject keeps it)`] : []),
    ...notices.map(text => `${paint('yellow', '!')} ${text}`),
  ].join('\n')}\n`
}

function verdictLine({ record: { verdict } }: KnownAmi, paint: Paint): string {
  return `  verdict  ${verdict?.outcome === 'verified' ? 'verified' : paint('red', 'not verified')}`
}

function notAnAmi(value: string): string {
  return `The value ${JSON.stringify(value.slice(0, 80))}, which is not an AMI id,`
}

/** One line for each property that at least one of the AMIs has. */
function amiLines(before: DeployedAmi | null, after: DeployedAmi, now: Date, paint: Paint): string[] {
  const rows: [string, (ami: DeployedAmi) => string | null][] = [
    ['id', ami => (ami.name === null ? `${ami.imageId} (deleted)` : ami.imageId)],
    ['release', ami => ami.release],
    ['agent', ami => ami.agentVersion],
    ['Docker', ami => ami.dockerVersion],
    ['kernel', ami => ami.kernel],
    ['age', ami => (ami.createdAt === null ? null : age(ami.createdAt, now))],
  ]
  return rows.flatMap(([label, read]) => {
    const from = before === null ? null : read(before)
    const to = read(after)
    if (from === null && to === null) return []
    const value = before === null || from === to ? (to ?? '-') : `${paint('dim', from ?? '-')} → ${to ?? '-'}`
    return [`  ${label.padEnd(8)} ${value}`]
  })
}

interface ShownFreeze {
  readonly until: string
  readonly by: string
  readonly reason: string
}

/** Each image with its channels. */
export function channelsText(
  images: readonly ListedImageChannels[],
  freeze: ShownFreeze | null,
  paint: Paint,
): string {
  const lines = onOneLine(images).flatMap(({ image, channels }) => {
    const named = onOneLine(Object.entries(channels))
    const width = Math.max(0, ...named.map(([{ length }]) => length))
    const ofImage = named.map(([name, channel]) => `  ${name.padEnd(width)}  ${channelLine(channel, paint)}`)
    return ofImage.length === 0 ? [] : [paint('bold', image), ...ofImage]
  })
  const { until, by, reason } = onOneLine(freeze ?? { until: '', by: '', reason: '' })
  const frozen = freeze === null ? [] : [paint('yellow', `frozen until ${until} by ${by}: ${reason}`)]
  return `${[...lines, ...frozen].join('\n')}\n`
}

function channelLine(
  { imageId, version, verdict, isRejected, interrupted, stacks }: ListedChannel,
  paint: Paint,
): string {
  return [
    ...(imageId !== null
      ? [imageId]
      : version === null
        ? []
        : [paint('red', 'the SSM parameter does not hold an AMI id')]),
    ...(version === null ? [] : [`version ${version}`]),
    ...(imageId === null ? [] : [verdictWords(verdict, isRejected, paint)]),
    ...(interrupted === null ? [] : [paint('yellow', `partial: the move to ${interrupted} was interrupted`)]),
    ...(stacks.length === 0 ? [] : [`stacks ${stacks.join(', ')}`]),
  ].join('  ')
}

function verdictWords(verdict: ListedChannel['verdict'], isRejected: boolean, paint: Paint): string {
  return isRejected
    ? paint('red', 'rejected')
    : verdict === 'verified'
      ? paint('green', 'verified')
      : paint('red', verdict === 'failed' ? 'failed' : 'not verified')
}

/** One line for each entry. */
export function historyText(entries: readonly HistoryEntry[], paint: Paint): string {
  const lines = onOneLine(entries).map(
    ({ at, what, imageId, channel, from, by, reason, verdict, isComplete }) => {
      const isMove = channel !== null
      const parts = [
        `${at.slice(0, 16).replace('T', ' ')}Z`,
        imageId,
        paint(styles[what], isMove ? `${words[what]} ${channel}` : words[what]),
        ...(from === null ? [] : [`from ${from}`]),
        ...(isMove && verdict !== 'verified'
          ? [paint('red', verdict === null ? 'not verified' : verdict)]
          : []),
        ...(isComplete ? [] : [paint('yellow', 'interrupted')]),
        ...(by === null ? [] : [`by ${by}`]),
      ]
      return `${parts.join('  ')}${reason === null ? '' : `: ${reason}`}`
    },
  )
  return `${lines.join('\n')}\n`
}

const words: Readonly<Record<HistoryEntry['what'], string>> = {
  baked: 'baked',
  verified: 'verified',
  failed: 'failed its verification',
  promoted: 'promoted to',
  rolledBack: 'rolled back in',
  rejected: 'rejected',
}

const styles: Readonly<Record<HistoryEntry['what'], Parameters<Paint>[0]>> = {
  baked: 'dim',
  verified: 'green',
  failed: 'red',
  promoted: 'green',
  rolledBack: 'yellow',
  rejected: 'red',
}
