import { z } from 'zod'
import type { DocumentKind } from './document.ts'
import { accountId, imageId, line, projectName, region, runId, shortName, time } from './shapes.ts'

/** Who did something, when and why. */
const act = z.looseObject({ at: time, by: line, reason: line.nullable() })

/**
 * What is known about an AMI in one account and region. AMI tags are not visible in other accounts, so each target has
 * its own record. Unknown fields are kept: a newer version added them.
 */
const schema = z.looseObject({
  schemaVersion: z.literal(1),
  imageId,
  /** Null without a project. */
  project: projectName.nullable(),
  image: shortName,
  bakeKey: z.string().regex(/^[0-9a-f]{64}$/),
  /** The run that baked it. */
  runId,
  bakedAt: time,
  /** The AMI that the bake created, if this one is a copy of it or is shared; null for the AMI itself. */
  origin: z.looseObject({ accountId, region, imageId }).nullable(),
  /** Of the last verification; null without one. */
  verdict: act.extend({ outcome: z.enum(['verified', 'failed']), runId }).nullable(),
  /** Null unless the AMI was rejected. */
  rejected: act.nullable(),
  /** Oldest first. */
  promotions: z.array(act.extend({ channel: shortName })).max(200),
})

export type AmiRecord = z.infer<typeof schema>

/** Key: `amis/AMI-ID.json`. */
export const amiRecords: DocumentKind<AmiRecord> = {
  folder: 'amis',
  schemaVersion: 1,
  schema,
  id: /^ami-[0-9a-f]{8,17}$/,
  mostBytes: 1_000_000,
}
