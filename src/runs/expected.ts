import type { RunRecord } from './run-record.ts'

/** How long this step took in past successful bakes of this image: the median, in seconds; null when there were none. */
export function expectedSeconds(
  records: readonly RunRecord[],
  { image, accountId, step }: { image: string; accountId: string; step: string },
): number | null {
  const durations = records
    .filter(record => record.outcome === 'baked' && record.image === image && record.accountId === accountId)
    .flatMap(({ stepSeconds }) => stepSeconds[step] ?? [])
    .toSorted((a, b) => a - b)
  return durations[Math.floor(durations.length / 2)] ?? null
}
