import type { ChannelMove, ImageChannels } from '../state/image-channels.ts'

/** The channels of an image that an AMI was promoted to, in alphabetical order. */
export function channelNames(channels: ImageChannels | undefined): string[] {
  return [...new Set(channels?.moves.map(({ channel }) => channel))].sort()
}

/** The last move of a channel if it is incomplete: the command that made it was interrupted. */
export function interruptedMove(
  channels: ImageChannels | undefined,
  channel: string,
): ChannelMove | undefined {
  const last = channels?.moves.findLast(move => move.channel === channel)
  return last?.isComplete === false ? last : undefined
}

/** What a channel held before `current`, the latest first. An AMI that was rolled back from is not among them. */
export function earlierAmis(channels: ImageChannels | undefined, channel: string, current: string): string[] {
  const held: string[] = []
  for (const { kind, from, to } of channels?.moves.filter(
    move => move.channel === channel && move.isComplete,
  ) ?? []) {
    if (kind === 'rollback') held.splice(held.includes(to) ? held.lastIndexOf(to) : held.length)
    else if (from !== null && held.at(-1) !== from) held.push(from)
    held.push(to)
  }
  return [...new Set(held.reverse())].filter(imageId => imageId !== current)
}

/**
 * The document with a new move. An interrupted move of the same channel is completed if the pointer shows it, and
 * dropped otherwise.
 */
export function withMove(
  before: ImageChannels | undefined,
  named: Pick<ImageChannels, 'project' | 'image'>,
  move: ChannelMove,
  shown: string | undefined,
): ImageChannels {
  const moves = (before?.moves ?? []).flatMap(earlier => {
    if (earlier.channel !== move.channel || earlier.isComplete) return [earlier]
    return earlier.to === shown ? [{ ...earlier, isComplete: true }] : []
  })
  return { schemaVersion: 1, ...named, ...before, moves: [...moves, move].slice(-mostMoves) }
}

const mostMoves = 1000

export function withCompleted(before: ImageChannels, done: ChannelMove): ImageChannels {
  const moves = before.moves.map(move =>
    move.channel === done.channel && move.at === done.at ? { ...move, isComplete: true } : move,
  )
  return { ...before, moves }
}
