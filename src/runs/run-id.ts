import type { Clock, Random } from '../ports/ports.ts'

/** `YYYYMMDD-HHMMSS-xxxx` in UTC: sorts by time; the random part tells runs of the same second apart. */
export function newRunId(clock: Clock, random: Random): string {
  const [date, time] = clock.now().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').split('T')
  return `${date}-${time}-${random.hex(2)}`
}
