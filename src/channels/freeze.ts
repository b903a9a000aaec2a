import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { changeDocument, readDocument } from '../state/document.ts'
import { type ProjectFreeze, projectFreezes } from '../state/project-freeze.ts'
import type { ChannelsContext } from './context.ts'

export type Freeze = NonNullable<ProjectFreeze['freeze']>

/** The freeze that is in effect; undefined if there is none. */
export async function currentFreeze({
  project,
  store,
}: Pick<ChannelsContext, 'project' | 'store'>): Promise<Freeze | undefined> {
  const document = await readDocument(projectFreezes, project, store)
  const freeze = document?.content.freeze ?? null
  // The clock of S3 decides: that of this machine may be wrong.
  return document !== undefined && freeze !== null && new Date(freeze.until) > document.stored.readAt
    ? freeze
    : undefined
}

/** @throws ToolError PROJECT_FROZEN */
export async function assertNotFrozen(context: ChannelsContext): Promise<void> {
  const freeze = await currentFreeze(context)
  if (freeze === undefined) return
  throw new ToolError('PROJECT_FROZEN', `the project ${context.project} is frozen until ${freeze.until}`, {
    why: `${freeze.by} froze it on ${freeze.at.slice(0, 10)}: ${freeze.reason}`,
    hint: `Wait, or end the freeze with "${ownCommand('unfreeze')}". A rollback is possible during a freeze.`,
  })
}

/** Freezes the project; replaces an earlier freeze. */
export async function setFreeze(
  freeze: Pick<Freeze, 'until' | 'reason'>,
  context: ChannelsContext,
): Promise<Freeze> {
  const after = { at: context.clock.now().toISOString(), by: context.owner.user, ...freeze }
  await write(after, context)
  return after
}

export function endFreeze(context: ChannelsContext): Promise<void> {
  return write(null, context)
}

/**
 * A day (until its end in UTC) or a time with its zone.
 *
 * @throws ToolError OPTION_FORMAT
 */
export function freezeEnd(value: string, now: Date): string {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(value)
  const isTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(value)
  const end = new Date(isDay ? `${value}T23:59:59.999Z` : value)
  // JavaScript accepts the 31st of June and means the 1st of July.
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`)
  const isReal =
    ![end, day].some(date => Number.isNaN(date.getTime())) && day.toISOString().startsWith(value.slice(0, 10))
  if ((isDay || isTime) && isReal && end > now) return end.toISOString()
  throw new ToolError('OPTION_FORMAT', `invalid value "${value}" for --until`, {
    why: isReal && (isDay || isTime) ? 'This time is in the past.' : '',
    hint: 'Use a day, e.g. 2026-12-31 (until its end in UTC), or a time such as 2026-12-31T18:00Z.',
    exitStatus: 2,
  })
}

async function write(freeze: Freeze | null, context: ChannelsContext): Promise<void> {
  const { project } = context
  await changeDocument(
    projectFreezes,
    project,
    before => ({ schemaVersion: 1 as const, project, ...before, freeze }),
    context,
  )
}
