import { z } from 'zod'
import type { DocumentKind } from './document.ts'
import { accountId, line, projectName, region, runId, time } from './shapes.ts'

/**
 * What other machines can know about a run. The record in the user's state folder has more: process ids and created
 * resources, which lead to signals and deletions and are never read from the account.
 */
const schema = z.looseObject({
  schemaVersion: z.literal(1),
  runId,
  /** E.g. `bake`, `deploy`, `verify`. A newer version adds kinds. */
  kind: z.string().regex(/^[a-z]{1,20}$/),
  project: projectName.nullable(),
  /** Name of the image or the stack. */
  subject: line,
  accountId,
  region,
  by: line,
  host: line,
  startedAt: time,
  /** Null while the run is in progress, or if it was interrupted without a trace. */
  endedAt: time.nullable(),
  outcome: z.string().regex(/^[A-Za-z]{1,20}$/),
})

export type RunSummary = z.infer<typeof schema>

/** Key: `runs/RUN-ID.json`. */
export const runSummaries: DocumentKind<RunSummary> = {
  folder: 'runs',
  schemaVersion: 1,
  schema,
  id: /^\d{8}-\d{6}-[0-9a-f]{4}$/,
  mostBytes: 100_000,
}
