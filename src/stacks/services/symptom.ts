import type { HealthCheck } from '../../aws/elb.ts'

/** A failed task of a deployment, or a service event about a failure. */
export interface Symptom {
  /** By ECS's clock. */
  readonly time: Date
  /** Null if no task was placed. */
  readonly taskId: string | null
  /** What ECS reports: the reasons of the task and of its containers, or the message of the event. One per line. */
  readonly text: string
  /** The essential container that exited; null if none did. */
  readonly exit: Exit | null
  /** EC2 instance; null if unknown. */
  readonly instanceId: string | null
  /** Of the target group that the text names. */
  readonly healthCheck: HealthCheck | null
  /** The last lines of the container, oldest first. */
  readonly log: readonly string[]
}

export interface Exit {
  readonly container: string
  readonly code: number
}

/** Why tasks of a service do not start or stay healthy. */
export interface ServiceCause {
  /** An error code, with a page in docs/errors. */
  readonly code: string
  readonly summary: string
  /** What to do; empty if the cause is not known. */
  readonly hint: string
  readonly symptom: Symptom
}
