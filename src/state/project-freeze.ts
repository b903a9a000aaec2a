import { z } from 'zod'
import type { DocumentKind } from './document.ts'
import { line, projectName, time } from './shapes.ts'

/** Whether a project is frozen in one account and region. */
const schema = z.looseObject({
  schemaVersion: z.literal(1),
  project: projectName,
  /** Null: not frozen. A freeze ends by itself at `until`. */
  freeze: z.looseObject({ at: time, by: line, reason: line, until: time }).nullable(),
})

export type ProjectFreeze = z.infer<typeof schema>

/** Key: `projects/PROJECT.json`. */
export const projectFreezes: DocumentKind<ProjectFreeze> = {
  folder: 'projects',
  schemaVersion: 1,
  schema,
  id: /^[A-Za-z][A-Za-z0-9-]{0,39}$/,
  mostBytes: 10_000,
}
