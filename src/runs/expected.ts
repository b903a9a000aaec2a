import { type RecordKind, type RunRecord, subjectOf } from './record.ts'

/** What to expect the duration of. */
export interface ExpectedWork {
  readonly kind: RecordKind
  /** Name of the image or of the stack. */
  readonly subject: string
  readonly accountId: string
  /** A step of a bake, or `create` or `update` of a stack. */
  readonly work: string
}

/** How long such work took in past successful runs: the median, in seconds; null when there were none. */
export function expectedSeconds(
  records: readonly RunRecord[],
  { kind, subject, accountId, work }: ExpectedWork,
): number | null {
  const seconds = records
    .filter(record => record.kind === kind && record.accountId === accountId && subjectOf(record) === subject)
    .flatMap(record => durations(record)[work] ?? [])
    .toSorted((a, b) => a - b)
  return seconds[Math.floor(seconds.length / 2)] ?? null
}

function durations(record: RunRecord): Readonly<Record<string, number>> {
  if (record.kind === 'bake') return record.outcome === 'baked' ? record.stepSeconds : {}
  if (record.kind === 'verify') return record.outcome === 'verified' ? record.stepSeconds : {}
  return record.operation === null ? {} : { [record.operation.kind]: record.operation.seconds }
}
