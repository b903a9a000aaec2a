import type { ToolError } from '../errors/tool-error.ts'
import type { StepName } from '../events/events.ts'
import type { RecordBase, RecordKind, RecordOf } from './record.ts'
import type { RecordKeeper } from './record-keeper.ts'
import type { Steps } from './steps.ts'
import type { Leftovers, UndoList } from './undo.ts'

/** What differs between one kind of run and the next. */
export interface Workflow<Kind extends RecordKind, Context> {
  readonly kind: Kind
  /** Name of the image or of the stack. */
  readonly subject: string
  readonly projectFolder: string
  /** Name of the project; null without one. */
  readonly project: string | null
  /** Whether only one such run works on the subject at a time. */
  readonly locks: boolean
  /** Every step that creates something. */
  readonly steps: UndoList<RecordOf<Kind>, Context>
  /** Outcomes that keep what the steps created. After any other outcome the steps are undone. */
  readonly keeps: readonly End<Kind>[]
  /** What the record of this kind starts with, beside the fields of every record. */
  readonly firstRecord: Omit<RecordOf<Kind>, keyof RecordBase<Kind, End<Kind>>>
  /** What to expect the duration of in a step; null: nothing is known about it. */
  expectedWork(step: StepName): string | null
  work(run: Run<Kind>): Promise<End<Kind>>
  outcomeOf(error: ToolError): End<Kind>
  /** Whether undoing only reports what is left. */
  keepsWhatIsLeft(): boolean
  /** Aborted by a second Ctrl-C: the run ends at once. */
  readonly killed?: AbortSignal
}

export type End<Kind extends RecordKind> = Exclude<RecordOf<Kind>['outcome'], 'running'>

/** A run in progress. */
export interface Run<Kind extends RecordKind> {
  readonly runId: string
  readonly runFolder: string
  readonly accountId: string
  /** Where the records of the project's runs are. */
  readonly recordsFolder: string
  /** Earlier runs of this kind in the project, newest first. */
  readonly past: readonly RecordOf<Kind>[]
  /** Anything that is about to be created is written here first. */
  readonly record: RecordKeeper<RecordOf<Kind>>
  readonly steps: Steps
}

export interface EndedRun<Kind extends RecordKind> {
  readonly runId: string
  readonly runFolder: string
  readonly startedAt: Date
  readonly durationSeconds: number
  readonly outcome: End<Kind>
  /** What ended it early; undefined when it succeeded. */
  readonly error: ToolError | undefined
  /** The last step that started; null when there was none. */
  readonly stage: StepName | null
  readonly leftovers: Leftovers
}
