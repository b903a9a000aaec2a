import { type RunRecord, writeRunRecord } from './run-record.ts'

/** The record of the run under way. */
export interface RecordKeeper {
  readonly record: RunRecord
  /** Resolves when the change is on disk, in the order of the calls. */
  update(change: Partial<RunRecord>): Promise<void>
}

export async function keepRecord(runFolder: string, first: RunRecord): Promise<RecordKeeper> {
  let record = first
  let written = writeRunRecord(runFolder, record)
  await written
  return {
    get record() {
      return record
    },
    update(change) {
      record = { ...record, ...change }
      const current = record
      // What could not be written before says nothing about this time: the disk may have room again.
      written = written.catch(() => undefined).then(() => writeRunRecord(runFolder, current))
      return written
    },
  }
}
