import type { RunRecord } from './record.ts'
import { writeRecord } from './record-file.ts'

/** The record of one run, in memory and on disk. */
export interface RecordKeeper<Kept extends RunRecord> {
  readonly record: Kept
  /** Resolves when the change is on disk, in the order of the calls. */
  update(change: Partial<Kept>): Promise<void>
}

/** The record of a run that starts, in the folder of the project's records; resolves when it is on disk. */
export async function keepRecord<Kept extends RunRecord>(
  folder: string,
  first: Kept,
): Promise<RecordKeeper<Kept>> {
  await writeRecord(folder, first)
  return reopenRecord(folder, first)
}

/** The record of a run that ended or died. */
export function reopenRecord<Kept extends RunRecord>(folder: string, found: Kept): RecordKeeper<Kept> {
  let record = found
  let written = Promise.resolve()
  return {
    get record() {
      return record
    },
    update(change) {
      record = { ...record, ...change }
      const current = record
      // An earlier failure says nothing about this write: the disk may have room again.
      written = written.catch(() => undefined).then(() => writeRecord(folder, current))
      return written
    },
  }
}
