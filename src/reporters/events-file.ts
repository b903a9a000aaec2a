import { createWriteStream } from 'node:fs'
import type { ToolEvent } from '../events/events.ts'
import type { Clock } from '../ports/ports.ts'

/** Appends each event with its time (ISO 8601) to a file, one JSON document per line. */
export function eventsFile(
  path: string,
  clock: Clock,
): { report(event: ToolEvent): void; close(): Promise<void> } {
  const stream = createWriteStream(path, { flags: 'a' })
  const written = new Promise<void>((resolve, reject) => stream.on('close', resolve).on('error', reject))
  return {
    report: event => stream.write(`${JSON.stringify({ at: clock.now().toISOString(), ...event })}\n`),
    close: () => {
      stream.end()
      return written
    },
  }
}
