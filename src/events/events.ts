/** What a workflow tells while it runs. Reporters print it; `--events FILE` writes it as NDJSON. */
export type ToolEvent =
  | RunStarted
  | StepStarted
  | StepProgress
  | StepOutput
  | StepFinished
  | StepFailed
  | Notice
  | RunFinished

/** The steps of a bake, in order. */
export type StepName = 'base' | 'plan' | 'template' | 'build' | 'result'

export interface RunStarted {
  readonly type: 'run-started'
  readonly runId: string
  readonly image: string
  readonly region: string
  readonly accountId: string
  /** Last part of the caller's ARN: a user, or role/session. */
  readonly identity: string
  readonly runFolder: string
}

export interface StepStarted {
  readonly type: 'step-started'
  readonly step: StepName
  /** Seconds, the median of past runs; null when there were none. */
  readonly expectedSeconds: number | null
}

export interface StepProgress {
  readonly type: 'step-progress'
  readonly step: StepName
  /** E.g. `3/8 scripts/storage.sh`. */
  readonly detail: string
}

/** One line that a script printed inside the image. */
export interface StepOutput {
  readonly type: 'step-output'
  readonly step: StepName
  readonly line: string
}

export interface StepFinished {
  readonly type: 'step-finished'
  readonly step: StepName
  readonly summary: string
  readonly durationSeconds: number
}

export interface StepFailed {
  readonly type: 'step-failed'
  readonly step: StepName
  readonly durationSeconds: number
}

/** Something a person should know that stops nothing. */
export interface Notice {
  readonly type: 'notice'
  readonly text: string
}

export interface RunFinished {
  readonly type: 'run-finished'
  readonly outcome: 'baked' | 'unchanged' | 'planned' | 'failed' | 'interrupted'
  readonly durationSeconds: number
}

export type Emit = (event: ToolEvent) => void
