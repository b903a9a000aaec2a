/** What a build tells while it runs, in this order except where Packer cleans up early. */
export type BuildStage =
  | 'prevalidate'
  | 'launch'
  | 'boot'
  | 'ssh'
  | 'provision'
  | 'stop'
  | 'image'
  | 'copy'
  | 'tag'
  | 'cleanup'
  | 'done'

export type BuildProgress =
  | BuildStarted
  | StageReached
  | ScriptStarted
  | ScriptOutput
  | ResourceCreated
  | BuildComplaint
  | BuildOverdue
  | BuildFinished

/** The process runs; its id is for the run's record. */
interface BuildStarted {
  readonly type: 'started'
  readonly processId: number
}

interface StageReached {
  readonly type: 'stage'
  readonly stage: BuildStage
}

interface ScriptStarted {
  readonly type: 'script'
  /** As given to Packer. */
  readonly path: string
  /** Counts from 1; null for a script that is not in the list, such as Packer's own for `inline`. */
  readonly index: number | null
  readonly count: number
}

interface ScriptOutput {
  readonly type: 'output'
  readonly stream: 'stdout' | 'stderr'
  readonly line: string
}

/** Something that costs money or stays behind when Packer dies. */
export interface ResourceCreated {
  readonly type: 'resource'
  readonly kind: 'instance' | 'image' | 'key-pair' | 'security-group' | 'instance-profile'
  /** An id for instance and image, a name for the others. */
  readonly id: string
}

/** Packer's own error line, outside of any script. */
interface BuildComplaint {
  readonly type: 'complaint'
  readonly message: string
}

/** Packer had not ended so long after it was asked to, and was killed; comes before `finished`. */
interface BuildOverdue {
  readonly type: 'overdue'
  readonly seconds: number
}

export interface BuildFinished {
  readonly type: 'finished'
  readonly outcome: 'built' | 'failed' | 'interrupted'
  readonly exitCode: number
  readonly artifacts: readonly Artifact[]
  readonly failure: BuildFailure | null
}

export interface Artifact {
  readonly region: string
  readonly imageId: string
}

export interface BuildFailure {
  readonly message: string
  /** Where it failed; Packer's cleaning up afterwards does not count. */
  readonly stage: BuildStage
  /** The script that failed, as given to Packer. */
  readonly script: string | null
  readonly exitStatus: number | null
  /** The last lines that the script printed. */
  readonly lastLines: readonly string[]
}
