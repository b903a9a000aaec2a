/** Types of the ECS control plane. Members of requests that nothing here reads are kept as they were sent. */

export type Members = Readonly<Record<string, unknown>>

export interface PortMapping {
  readonly containerPort: number
  readonly hostPort?: number
  readonly protocol?: 'tcp' | 'udp'
}

export interface ContainerDefinition extends Members {
  readonly name: string
  readonly image: string
  /** CPU units. */
  readonly cpu?: number
  /** MiB. */
  readonly memory?: number
  readonly memoryReservation?: number
  readonly essential?: boolean
  readonly portMappings?: readonly PortMapping[]
  /** Seconds between SIGTERM and SIGKILL. */
  readonly stopTimeout?: number
  readonly healthCheck?: Members
}

export interface TaskDefinition extends Members {
  readonly taskDefinitionArn: string
  readonly family: string
  readonly revision: number
  readonly containerDefinitions: readonly ContainerDefinition[]
  readonly networkMode?: 'bridge' | 'host' | 'awsvpc' | 'none'
  readonly cpu?: string
  readonly memory?: string
  readonly taskRoleArn?: string
  readonly executionRoleArn?: string
  readonly placementConstraints: readonly PlacementConstraint[]
  readonly status: 'ACTIVE' | 'INACTIVE'
  readonly registeredAt: Date
  readonly deregisteredAt?: Date
}

export interface PlacementConstraint {
  readonly type: 'distinctInstance' | 'memberOf'
  readonly expression?: string
}

export interface PlacementStrategy {
  readonly type: 'random' | 'spread' | 'binpack'
  readonly field?: string
}

export interface CapacityProviderItem {
  readonly capacityProvider: string
  readonly weight?: number
  readonly base?: number
}

export interface Attribute {
  readonly name: string
  readonly value?: string | null
}

/** A container instance as written by sandbox/moto/patches/state.py. */
export interface ContainerInstance {
  readonly containerInstanceArn: string
  /** Name of the cluster. */
  readonly cluster: string
  readonly region: string
  readonly ec2InstanceId: string
  /** Private address of the EC2 instance. */
  readonly address: string | null
  readonly status: string
  readonly agentConnected: boolean
  readonly availabilityZone: string
  readonly instanceType: string
  readonly capacityProviderName: string | null
  readonly attributes: readonly Attribute[]
  /** CPU units, MiB, and the ports that tasks cannot use. */
  readonly registered: {
    readonly CPU: number
    readonly MEMORY: number
    readonly PORTS: readonly number[]
    readonly PORTS_UDP: readonly number[]
  }
}

export interface Cluster {
  readonly name: string
  readonly arn: string
  readonly region: string
  readonly capacityProviders: readonly string[]
  readonly defaultCapacityProviderStrategy: readonly CapacityProviderItem[]
}

/** A capacity provider with its Auto Scaling group. */
export interface CapacityProvider {
  readonly name: string
  readonly region: string
  readonly managedScaling: {
    readonly status?: 'ENABLED' | 'DISABLED'
    readonly targetCapacity?: number
    readonly minimumScalingStepSize?: number
    readonly maximumScalingStepSize?: number
    readonly instanceWarmupPeriod?: number
  }
  readonly group: {
    readonly name: string
    readonly min: number
    readonly max: number
    readonly desired: number
    readonly protectedFromScaleIn: boolean
  } | null
}

/** What moto knows and the scheduler needs. */
export interface Fleet {
  readonly clusters: readonly Cluster[]
  readonly containerInstances: readonly ContainerInstance[]
  readonly capacityProviders: readonly CapacityProvider[]
}

export interface NetworkBinding {
  readonly bindIP?: string
  readonly containerPort: number
  readonly hostPort: number
  readonly protocol: 'tcp' | 'udp'
}

export interface ContainerState {
  readonly name: string
  readonly image: string
  readonly arn: string
  lastStatus: string
  runtimeId?: string
  imageDigest?: string
  exitCode?: number
  reason?: string
  networkBindings: readonly NetworkBinding[]
  healthStatus: 'HEALTHY' | 'UNHEALTHY' | 'UNKNOWN'
}

/** A target that a task has in a target group. */
export interface TaskTarget {
  readonly targetGroupArn: string
  readonly id: string
  readonly port: number
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED'

export interface Task {
  readonly arn: string
  readonly id: string
  readonly cluster: string
  readonly region: string
  readonly definition: TaskDefinition
  readonly overrides: Members
  readonly group: string
  readonly startedBy: string | null
  readonly launchType: 'EC2' | null
  /** ARN of the service and id of the deployment that started it. */
  readonly service: string | null
  readonly deploymentId: string | null
  readonly placementConstraints: readonly PlacementConstraint[]
  readonly placementStrategy: readonly PlacementStrategy[]
  readonly enableExecuteCommand: boolean
  readonly createdAt: Date
  tags: readonly Members[]
  capacityProvider: string | null
  containerInstanceArn: string | null
  ec2InstanceId: string | null
  availabilityZone: string | null
  lastStatus: TaskStatus
  desiredStatus: 'RUNNING' | 'STOPPED'
  containers: ContainerState[]
  /** Address of a task with the network mode awsvpc. */
  address: string | null
  targets: TaskTarget[]
  /** The agent has been told to stop it; false while its targets drain. */
  isStopOrdered: boolean
  version: number
  startedAt?: Date
  /** When the agent accepted it, pulled its images, and ended it. */
  pullStartedAt?: Date
  pullStoppedAt?: Date
  executionStoppedAt?: Date
  stoppingAt?: Date
  stoppedAt?: Date
  stopCode?: string
  stoppedReason?: string
  /** Its roles can be assumed. */
  areRolesChecked: boolean
  /** When it was healthy for the first time. */
  healthyAt?: Date
}

/** What a deployment deploys: a service revision. */
export interface Revision {
  readonly arn: string
  readonly createdAt: Date
  readonly taskDefinition: string
  readonly launchType: 'EC2' | null
  readonly capacityProviderStrategy: readonly CapacityProviderItem[]
  readonly loadBalancers: readonly LoadBalancer[]
  readonly networkConfiguration: Members | null
}

export interface LoadBalancer {
  readonly targetGroupArn: string
  readonly containerName: string
  readonly containerPort: number
}

export type DeploymentStatus =
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'SUCCESSFUL'
  | 'STOPPED'
  | 'STOP_REQUESTED'
  | 'ROLLBACK_REQUESTED'
  | 'ROLLBACK_IN_PROGRESS'
  | 'ROLLBACK_SUCCESSFUL'
  | 'ROLLBACK_FAILED'

/** A deployment as in DescribeServices, and the service deployment that it belongs to. */
export interface Deployment {
  /** `ecs-svc/0123456789012345678` */
  readonly id: string
  readonly revision: Revision
  readonly createdAt: Date
  status: 'PRIMARY' | 'ACTIVE' | 'INACTIVE'
  updatedAt: Date
  failedTasks: number
  rolloutState: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED'
  rolloutStateReason: string
  /** Id of the service deployment; a rollback has that of the deployment that it reverts. */
  serviceDeployment: string
  isRollback: boolean
  /** When the last failure to place a task was counted. */
  lastPlacementFailure?: Date
}

/** As in DescribeServiceDeployments. */
export interface ServiceDeployment {
  readonly arn: string
  readonly createdAt: Date
  readonly target: Revision
  readonly sources: readonly Revision[]
  updatedAt: Date
  status: DeploymentStatus
  statusReason?: string
  finishedAt?: Date
  stoppedAt?: Date
  /** A later deployment replaced it. */
  isSuperseded?: true
  rollback?: { readonly reason: string; readonly startedAt: Date; readonly serviceRevisionArn: string }
  circuitBreaker: 'TRIGGERED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'DISABLED'
  failureCount: number
  triggeredAlarms: readonly string[]
}

export interface CircuitBreaker {
  readonly enable: boolean
  readonly rollback: boolean
  readonly resetOnHealthyTask?: boolean
  readonly thresholdConfiguration?: {
    readonly type: 'COUNT' | 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT'
    readonly value: number
  }
}

export interface DeploymentConfiguration extends Members {
  readonly minimumHealthyPercent: number
  readonly maximumPercent: number
  readonly deploymentCircuitBreaker?: CircuitBreaker
  readonly alarms?: {
    readonly alarmNames: readonly string[]
    readonly enable: boolean
    readonly rollback: boolean
  }
}

export interface ServiceEvent {
  readonly id: string
  readonly createdAt: Date
  readonly message: string
}

export interface Service {
  readonly arn: string
  readonly name: string
  readonly cluster: string
  readonly region: string
  readonly schedulingStrategy: 'REPLICA' | 'DAEMON'
  readonly createdAt: Date
  readonly createdBy: string
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE'
  desiredCount: number
  deploymentConfiguration: DeploymentConfiguration
  placementConstraints: readonly PlacementConstraint[]
  placementStrategy: readonly PlacementStrategy[]
  healthCheckGracePeriodSeconds: number
  enableExecuteCommand: boolean
  enableECSManagedTags: boolean
  propagateTags: string
  availabilityZoneRebalancing: string
  tags: readonly Members[]
  /** Newest first. */
  deployments: Deployment[]
  history: ServiceDeployment[]
  /** The deployment that the last CreateService or UpdateService waits for; null if there is nothing to wait for. */
  awaited: ServiceDeployment | null
  revisions: Revision[]
  events: ServiceEvent[]
  /** Starts that failed since the last one that worked, and the earliest time of the next. */
  failedStarts: number
  nextStart: Date | null
  isSteady: boolean
  /** The revision of the last completed deployment, to which a rollback returns. */
  completed: Deployment | null
}
