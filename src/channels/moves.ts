import type { ChannelMove, ImageChannels } from '../state/image-channels.ts'

/** The channels of an image that an AMI was promoted to, in alphabetical order. */
export function channelNames(channels: ImageChannels | undefined): string[] {
  return [...new Set(channels?.moves.map(({ channel }) => channel))].sort()
}

export function lastMove(channels: ImageChannels | undefined, channel: string): ChannelMove | undefined {
  return channels?.moves.findLast(move => move.channel === channel)
}

/** The last move of a channel if it is incomplete: the command that made it was interrupted. */
export function interruptedMove(
  channels: ImageChannels | undefined,
  channel: string,
): ChannelMove | undefined {
  const last = lastMove(channels, channel)
  return last?.isComplete === false ? last : undefined
}

/** Whether packer-ecs moved the channel to the AMI. An AMI that only another tool wrote to the parameter never counts. */
export function wasHeld(channels: ImageChannels | undefined, channel: string, imageId: string): boolean {
  return (
    channels?.moves.some(move => move.channel === channel && move.to === imageId && move.isComplete) === true
  )
}

/**
 * The moves of a channel as the parameter shows them: an interrupted move is completed if the channel holds its AMI,
 * and dropped otherwise.
 *
 * @param shown the AMI in the parameter; null without one
 */
export function settled(
  channels: ImageChannels | undefined,
  channel: string,
  shown: string | null,
): ImageChannels | undefined {
  return (
    channels && {
      ...channels,
      moves: channels.moves.flatMap(move => {
        if (move.channel !== channel || move.isComplete) return [move]
        return move.to === shown ? [{ ...move, isComplete: true }] : []
      }),
    }
  )
}

/**
 * What a channel held before `current`, the latest first. An AMI that was rolled back from is not among them, and
 * neither is one that another tool wrote to the parameter.
 */
export function earlierAmis(
  channels: ImageChannels | undefined,
  channel: string,
  current: string | null,
): string[] {
  const held: string[] = []
  for (const { kind, to, ...move } of channels?.moves ?? []) {
    if (move.channel !== channel || !move.isComplete) continue
    if (kind === 'rollback' && held.includes(to)) held.splice(held.lastIndexOf(to))
    held.push(to)
  }
  return [...new Set(held.reverse())].filter(imageId => imageId !== current)
}

/** The document with a new move. An interrupted move of the same channel is dropped: complete it before. */
export function withMove(
  before: ImageChannels | undefined,
  named: Pick<ImageChannels, 'project' | 'image'>,
  move: ChannelMove,
): ImageChannels {
  const kept = settled(before, move.channel, null)?.moves ?? []
  return { schemaVersion: 1, ...named, ...before, moves: limited([...kept, move]) }
}

const mostMoves = 1000

/** Each channel has an equal share, so that one with many moves does not push out those of another. */
function limited(moves: readonly ChannelMove[]): ChannelMove[] {
  const share = Math.floor(mostMoves / new Set(moves.map(({ channel }) => channel)).size)
  const left = new Map<string, number>()
  return moves
    .toReversed()
    .filter(({ channel }) => {
      const count = left.get(channel) ?? share
      left.set(channel, count - 1)
      return count > 0
    })
    .reverse()
}

/** Undefined if the document does not have the move. */
export function withCompleted(
  before: ImageChannels | undefined,
  done: ChannelMove,
): ImageChannels | undefined {
  if (!before?.moves.some(move => isSame(move, done))) return undefined
  return {
    ...before,
    moves: before.moves.map(move => (isSame(move, done) ? { ...move, isComplete: true } : move)),
  }
}

export function isSame(one: ChannelMove | undefined, other: ChannelMove | undefined): boolean {
  return (
    one?.channel === other?.channel &&
    one?.kind === other?.kind &&
    one?.at === other?.at &&
    one?.to === other?.to
  )
}
