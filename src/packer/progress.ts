import type { ScriptFault } from './marks.ts'

/** The stages of a build, in this order unless Packer cleans up early. */
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

/** The process has started; its id goes into the run's record. */
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
  /** As in the list of the build's scripts; a path if it is not in the list, such as Packer's own for `inline`. */
  readonly name: string
  /** Counts from 1; null if it is not in the list. */
  readonly index: number | null
  readonly count: number
}

interface ScriptOutput {
  readonly type: 'output'
  readonly line: string
}

/** A resource that costs money or is left behind when Packer dies. */
export interface ResourceCreated {
  readonly type: 'resource'
  readonly kind: 'instance' | 'image' | 'key-pair' | 'security-group' | 'instance-profile'
  /** An id for instance and image, a name for the others. */
  readonly id: string
}

/** An error message of Packer itself, not of a script. */
interface BuildComplaint {
  readonly type: 'complaint'
  readonly message: string
}

/** Packer did not exit in time after an interruption and was killed; the next event is `finished`. */
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
  /** The stage of the failure, before Packer's clean-up. */
  readonly stage: BuildStage
  /** The name of the script that failed. */
  readonly script: string | null
  readonly exitStatus: number | null
  readonly fault: ScriptFault | null
  /** The script's last lines of output. */
  readonly lastLines: readonly string[]
}
