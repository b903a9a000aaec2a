import { fillDefaults, fillSession, fillStacks, fillTargets } from './defaults.ts'
import type { Path } from './finding.ts'
import { salvage } from './salvage.ts'
import { project as schema } from './schema/project.ts'
import { session as sessionSchema } from './schema/session.ts'
import { schemaFindings } from './schema-findings.ts'
import type { ImageSettings, SessionSettings, StackSettings, TargetSettings } from './settings.ts'

export interface Settings {
  readonly name: string | null
  readonly images: Readonly<Record<string, ImageSettings>>
  readonly stacks: Readonly<Record<string, StackSettings>>
  readonly artifactBucket: string | null
  readonly targets: Readonly<Record<string, TargetSettings>>
  readonly session: SessionSettings
  /** Translates a path to the path in the file: the settings do not have the faulty items of lists. */
  readonly originalPath: (path: Path) => Path
}

/**
 * The valid part of the settings, with all defaults. Removing a required value makes its parent faulty, which is
 * then removed also: each round removes something, so the recursion ends.
 */
export function readSettings(written: unknown, faulty: readonly Path[]): Settings {
  const { value, originalPath } = salvage(written, faulty)
  const parsed = schema.safeParse(value, { jitless: true })
  if (parsed.success) {
    return {
      name: parsed.data.project ?? null,
      images: fillDefaults(parsed.data),
      stacks: fillStacks(parsed.data.stacks),
      artifactBucket: parsed.data.artifacts?.bucket ?? null,
      targets: fillTargets(parsed.data.targets),
      session: fillSession(parsed.data.session),
      originalPath,
    }
  }
  if (value === undefined) {
    const session = fillSession(sessionSchema.parse({}))
    return { name: null, images: {}, stacks: {}, artifactBucket: null, targets: {}, session, originalPath }
  }
  const alsoFaulty = schemaFindings(parsed.error.issues, value).map(({ path }) => path)
  const rest = readSettings(value, alsoFaulty)
  return { ...rest, originalPath: path => originalPath(rest.originalPath(path)) }
}
