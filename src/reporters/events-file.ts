import { open } from 'node:fs/promises'
import { ToolError } from '../errors/tool-error.ts'
import type { ToolEvent } from '../events/events.ts'
import type { Clock } from '../ports/ports.ts'
import { jsonLine } from './foreign.ts'

export interface EventsFile {
  report(event: ToolEvent, image: string | undefined): void
  /** Waits until all events are written. */
  close(): Promise<void>
}

/**
 * Appends each event with its time (ISO 8601) and its image to a file, one JSON document per line. A new file is
 * readable only by its owner. If the disk
 * fills up later, the run continues and `tell` gets one message.
 *
 * @throws ToolError EVENTS_NOT_WRITABLE, before anything is started
 */
export async function openEventsFile(
  path: string,
  clock: Clock,
  tell: (text: string) => void,
): Promise<EventsFile> {
  const file = await open(path, 'a', 0o600).catch(cause => {
    throw notWritable(path, cause)
  })
  let isBroken = false
  let written = Promise.resolve()
  const append = async (line: string) => {
    if (isBroken) return
    await file.appendFile(line).catch(({ code }: NodeJS.ErrnoException) => {
      isBroken = true
      tell(`no more events can be written to ${path}: ${code}`)
    })
  }
  return {
    report(event, image) {
      const at = clock.now().toISOString()
      const line = jsonLine({ at, ...(image === undefined ? {} : { image }), ...event })
      written = written.then(() => append(line))
    },
    async close() {
      await written
      await file.close()
    },
  }
}

function notWritable(path: string, cause: NodeJS.ErrnoException): ToolError {
  return new ToolError('EVENTS_NOT_WRITABLE', `--events ${path} cannot be written: ${cause.code}`, {
    why: 'Nothing was started.',
    hint: 'Name a file in an existing folder that you can write to.',
    exitStatus: 2,
    cause,
  })
}
