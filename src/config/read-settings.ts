import { fillDefaults, fillSession } from './defaults.ts'
import type { Path } from './finding.ts'
import { salvage } from './salvage.ts'
import { project as schema } from './schema/project.ts'
import { session as sessionSchema } from './schema/session.ts'
import { schemaFindings } from './schema-findings.ts'
import type { ImageSettings, SessionSettings } from './settings.ts'

export interface Settings {
  readonly images: Readonly<Record<string, ImageSettings>>
  readonly session: SessionSettings
  /** A path in `images` as the path in what was written: faulty items of lists are left out. */
  readonly originalPath: (path: Path) => Path
}

/**
 * What is right of the settings, with all defaults. Leaving out a faulty value that must be there makes its
 * parent faulty, which is then left out too: each round drops something, so this ends.
 */
export function readSettings(written: unknown, faulty: readonly Path[]): Settings {
  const { value, originalPath } = salvage(written, faulty)
  const parsed = schema.safeParse(value, { jitless: true })
  if (parsed.success) {
    return { images: fillDefaults(parsed.data), session: fillSession(parsed.data.session), originalPath }
  }
  if (value === undefined) {
    return { images: {}, session: fillSession(sessionSchema.parse({})), originalPath }
  }
  const alsoFaulty = schemaFindings(parsed.error.issues, value).map(({ path }) => path)
  const rest = readSettings(value, alsoFaulty)
  return { ...rest, originalPath: path => originalPath(rest.originalPath(path)) }
}
