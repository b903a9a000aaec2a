import { z } from 'zod'
import type { DocumentKind } from './document.ts'
import { imageId, line, projectName, shortName, time } from './shapes.ts'

/**
 * One move of a channel. It is written before the pointer is moved, and completed afterwards, so a command that finds
 * an incomplete move resumes it.
 */
const move = z.looseObject({
  channel: shortName,
  kind: z.enum(['promote', 'rollback']),
  /** Null if the channel held no AMI. */
  from: imageId.nullable(),
  to: imageId,
  at: time,
  by: line,
  reason: line.nullable(),
  /** Of the AMI when it was promoted; null: it was not verified. */
  verdict: z.enum(['verified', 'failed']).nullable(),
  isComplete: z.boolean(),
  /** Whether the AMI in `from` is rejected before the move is complete. */
  rejects: z.boolean().default(false),
})

/** The channels of an image in one account and region, as the sequence of their moves. */
const schema = z.looseObject({
  schemaVersion: z.literal(1),
  project: projectName,
  image: shortName,
  /** Oldest first. */
  moves: z.array(move).max(2000),
})

export type ChannelMove = z.infer<typeof move>
export type ImageChannels = z.infer<typeof schema>

/** Key: `channels/PROJECT.IMAGE.json`. */
export const imageChannels: DocumentKind<ImageChannels> = {
  folder: 'channels',
  schemaVersion: 1,
  schema,
  id: /^[A-Za-z][A-Za-z0-9-]{0,39}\.[a-z][a-z0-9-]{0,39}$/,
  mostBytes: 5_000_000,
}
