import { fillDefaults, fillSession, fillStacks } from './defaults.ts'
import type { Path } from './finding.ts'
import { salvage } from './salvage.ts'
import { project as schema } from './schema/project.ts'
import { session as sessionSchema } from './schema/session.ts'
import { schemaFindings } from './schema-findings.ts'
import type { ImageSettings, SessionSettings, StackSettings } from './settings.ts'

export interface Settings {
  readonly name: string | null
  readonly images: Readonly<Record<string, ImageSettings>>
  readonly stacks: Readonly<Record<string, StackSettings>>
  readonly session: SessionSettings
  /** A path as the path in what was written: faulty items of lists are left out. */
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
    return {
      name: parsed.data.project ?? null,
      images: fillDefaults(parsed.data),
      stacks: fillStacks(parsed.data.stacks),
      session: fillSession(parsed.data.session),
      originalPath,
    }
  }
  if (value === undefined) {
    return { name: null, images: {}, stacks: {}, session: fillSession(sessionSchema.parse({})), originalPath }
  }
  const alsoFaulty = schemaFindings(parsed.error.issues, value).map(({ path }) => path)
  const rest = readSettings(value, alsoFaulty)
  return { ...rest, originalPath: path => originalPath(rest.originalPath(path)) }
}
