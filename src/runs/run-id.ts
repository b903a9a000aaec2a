import type { Clock, Random } from '../ports/ports.ts'

/** `YYYYMMDD-HHMMSS-xxxx` in UTC: sorts by time; the random part tells runs of the same second apart. */
export function newRunId(clock: Clock, random: Random): string {
  const [date, time] = clock.now().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T')
  return `${date}-${time}-${random.hex(2)}`
}

/** Undefined for anything that `newRunId` does not create. A run id in a tag or a file may be anything. */
export function startOf(runId: string): Date | undefined {
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)(\d\d)-[0-9a-f]{4}$/.exec(runId) ?? []
  const [year, month, day, hour, minute, second] = parts
  const text = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const start = new Date(text)
  // The 31st of June is a date to JavaScript, but not the same one.
  return !Number.isNaN(start.getTime()) && start.toISOString() === text ? start : undefined
}

export function isRunId(text: string): boolean {
  return startOf(text) !== undefined
}
