import type { ChangeAction } from '../plan/change-action.ts'

/** A service in a plan. */
export interface PlannedService {
  readonly logicalId: string
  /** Null for a new service without a fixed name. */
  readonly name: string | null
  readonly action: ChangeAction
  readonly images: readonly PlannedImage[]
  /** Other changes of the task definition. */
  readonly changes: readonly TaskChange[]
  /** How the deployment proceeds, e.g. `4 tasks, 2 at a time, never fewer than 4`; empty if no task is replaced. */
  readonly rollout: string
}

export interface PlannedImage {
  readonly container: string
  /** Null for a new service or container. */
  readonly before: ImageVersion | null
  readonly after: ImageVersion
}

export interface ImageVersion {
  /** E.g. `packer-ecs/web:1.2`; null if only CloudFormation knows it. */
  readonly name: string | null
  readonly digest: string | null
  /** ISO 8601; null if unknown. */
  readonly pushedAt: string | null
  /** Why it is not checked; null if it is. */
  readonly notChecked: string | null
}

export interface TaskChange {
  /** E.g. `app: memory`. */
  readonly what: string
  readonly before: string | null
  readonly after: string | null
}
