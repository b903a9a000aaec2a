/** What a workflow reports while it runs. Reporters print it; `--events FILE` writes it as NDJSON. */
export type ToolEvent =
  | RunStarted
  | StepStarted
  | StepProgress
  | StepOutput
  | StepFinished
  | StepFailed
  | Notice
  | RunFinished
  | StackMoved
  | ServiceMoved
  | ServiceReported
  | TaskMoved
  | TaskLog
  | ServiceFailing

/** The steps of a bake, those of a deploy, and those of a verification, in order. */
export type StepName = BakeStep | DeployStep | VerifyStep
export type BakeStep = 'base' | 'plan' | 'template' | 'build' | 'result'
export type DeployStep = 'stack' | 'ami' | 'plan' | 'delete' | 'rollback' | 'deploy' | 'join' | 'watch'

export type VerifyStep = 'ami' | 'launch' | CheckName | 'end'
/** The checks of a verification; `own:NAME` is a check script of the project. */
export type CheckName =
  | 'boot'
  | 'agent'
  | 'imds'
  | 'tags'
  | 'logs'
  | 'volumes'
  | 'inside'
  | `own:${string}`
  | 'task'
  | 'reboot'
  | 'rejoin'

export interface RunStarted {
  readonly type: 'run-started'
  readonly kind: 'bake' | 'deploy' | 'watch' | 'verify'
  /** Name of the image or of the stack. */
  readonly subject: string
  /** The subject of a bake or of a verification. */
  readonly image?: string
  /** The subject of a deploy or of a watch. */
  readonly stackName?: string
  /** Null for a watch, which is not a run. */
  readonly runId: string | null
  readonly region: string
  readonly accountId: string
  /** Last part of the caller's ARN: a user, or role/session. */
  readonly identity: string
  /** Null for a watch. */
  readonly runFolder: string | null
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
  /** Ended by Ctrl-C or a signal: nothing is wrong with the step. */
  readonly isInterrupted: boolean
  readonly durationSeconds: number
  /** What is wrong; missing if an error follows that says it. */
  readonly reason?: string
}

/** Something that you should know, and that does not stop the run. */
export interface Notice {
  readonly type: 'notice'
  readonly text: string
}

export interface RunFinished {
  readonly type: 'run-finished'
  readonly outcome:
    | 'baked'
    | 'verified'
    | 'unchanged'
    | 'planned'
    | 'failed'
    | 'interrupted'
    | 'created'
    | 'updated'
    | 'started'
    | 'detached'
    | 'rolledBack'
  readonly durationSeconds: number
}

/** A resource of the stack, or the stack itself, changed its status. */
export interface StackMoved {
  readonly type: 'stack-moved'
  /** By CloudFormation's clock; ISO 8601. */
  readonly time: string
  /** 0: the stack itself; 1 and more: nested stacks. */
  readonly depth: number
  readonly logicalId: string
  readonly resourceType: string
  /** E.g. `CREATE_IN_PROGRESS`. */
  readonly status: string
  readonly reason: string | null
  /** Instances that the reason names, and their AMIs, e.g. `ecs 2023.0.20261022, ami-05fb4f257abd42992`. */
  readonly instances: readonly { readonly instanceId: string; readonly ami: string | null }[]
}

/** The counts of an ECS service, or the health of its tasks, changed. */
export interface ServiceMoved {
  readonly type: 'service-moved'
  /** ISO 8601. */
  readonly time: string
  readonly service: string
  /** Family and revision of the newest deployment, e.g. `web:12`. */
  readonly taskDefinition: string
  /** Of the service. */
  readonly desired: number
  /** Tasks of the newest deployment. */
  readonly pending: number
  readonly running: number
  readonly healthy: number
  readonly failed: number
  /** Running tasks of earlier deployments. */
  readonly old: number
}

/** A message of an ECS service, in ECS's words. */
export interface ServiceReported {
  readonly type: 'service-reported'
  /** By ECS's clock; ISO 8601. */
  readonly time: string
  readonly service: string
  readonly message: string
}

/** A task of the newest deployment of a service changed its status or health. */
export interface TaskMoved {
  readonly type: 'task-moved'
  /** ISO 8601. */
  readonly time: string
  readonly service: string
  readonly taskId: string
  /** `PENDING`, `RUNNING`, `STOPPED` … */
  readonly status: string
  readonly instanceId: string | null
  readonly ageSeconds: number
  /** State of its target, or else of the health checks of its containers; null if unknown. */
  readonly health: string | null
  /** Why it stopped. */
  readonly reason: string | null
}

/** The last lines of a container of a stopped task, oldest first. */
export interface TaskLog {
  readonly type: 'task-log'
  readonly service: string
  readonly taskId: string
  readonly container: string
  readonly lines: readonly string[]
}

/** Why tasks of a service do not start or stay healthy; once for each cause. */
export interface ServiceFailing {
  readonly type: 'service-failing'
  /** By ECS's clock; ISO 8601. */
  readonly time: string
  readonly service: string
  /** Of docs/errors. */
  readonly code: string
  readonly summary: string
  readonly hint: string
}

export type Emit = (event: ToolEvent) => void
