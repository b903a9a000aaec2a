/** A service as ECS describes it. */
export interface Service {
  readonly arn: string
  readonly name: string
  /** `ACTIVE`, `DRAINING`, `INACTIVE`. */
  readonly status: string
  readonly desired: number
  readonly running: number
  readonly pending: number
  /** ARN of the task definition of the newest deployment. */
  readonly taskDefinition: string
  /** The newest first. */
  readonly deployments: readonly Deployment[]
  /** The newest first; ECS keeps 100. */
  readonly events: readonly ServiceEvent[]
  readonly targets: readonly TargetGroupUse[]
  readonly minimumPercent: number
  readonly maximumPercent: number
  readonly breaker: { readonly isEnabled: boolean; readonly rollsBack: boolean }
  /** `ECS`, `CODE_DEPLOY`, `EXTERNAL`. */
  readonly controller: string
  /** Names, when the service has a strategy. */
  readonly capacityProviders: readonly string[]
}

export interface Deployment {
  /** E.g. `ecs-svc/1234567890123456789`; `startedBy` of its tasks. */
  readonly id: string
  /** `PRIMARY`: the newest; `ACTIVE`: being replaced. */
  readonly status: string
  /** `IN_PROGRESS`, `COMPLETED`, `FAILED`; null with another deployment controller. */
  readonly rollout: string | null
  readonly rolloutReason: string | null
  readonly taskDefinition: string
  readonly desired: number
  readonly running: number
  readonly pending: number
  readonly failed: number
  readonly createdAt: Date
}

export interface ServiceEvent {
  readonly id: string
  readonly time: Date
  readonly message: string
}

export interface TargetGroupUse {
  readonly targetGroupArn: string
  readonly container: string
  readonly port: number
}

export interface Task {
  readonly arn: string
  /** The deployment that started it; empty for a task of another origin. */
  readonly startedBy: string
  readonly taskDefinition: string
  readonly containerInstance: string | null
  /** `PROVISIONING`, `PENDING`, `RUNNING`, `STOPPED` … */
  readonly status: string
  readonly desiredStatus: string
  readonly createdAt: Date
  readonly startedAt: Date | null
  readonly stoppedAt: Date | null
  /** `TaskFailedToStart`, `EssentialContainerExited` … */
  readonly stopCode: string | null
  readonly stoppedReason: string | null
  /** Of the containers' own health checks: `HEALTHY`, `UNHEALTHY`, `UNKNOWN`. */
  readonly health: string
  readonly containers: readonly TaskContainer[]
}

export interface TaskContainer {
  readonly name: string
  readonly runtimeId: string | null
  readonly exitCode: number | null
  readonly reason: string | null
  readonly health: string
  /** Where a load balancer reaches it in the network mode bridge or host. */
  readonly ports: readonly { readonly containerPort: number; readonly hostPort: number }[]
  /** Addresses of the task's network interface, in the network mode awsvpc. */
  readonly addresses: readonly string[]
}

/** A deployment in the service's history. */
export interface ServiceDeployment {
  /** `SUCCESSFUL`, `ROLLBACK_SUCCESSFUL`, `IN_PROGRESS` … */
  readonly status: string
  readonly reason: string | null
  /** ARN of the service revision that it deploys. */
  readonly targetRevision: string | null
  readonly createdAt: Date
}

/** A container instance with what matters for the placement of tasks. */
export interface PlacementInstance {
  readonly arn: string
  readonly instanceId: string
  /** It takes tasks: active, and its agent is connected. */
  readonly isTaking: boolean
  readonly cpu: number
  /** MiB. */
  readonly memory: number
  readonly tcpPorts: readonly string[]
  readonly udpPorts: readonly string[]
  /** E.g. `ecs.cpu-architecture`: `x86_64`. */
  readonly attributes: Readonly<Record<string, string>>
  readonly capacityProvider: string | null
}
