/** A load balancer in moto, as written by sandbox/moto/patches/load_balancers.py. */
export interface LoadBalancerRecord {
  readonly arn: string
  readonly name: string
  readonly region: string
  readonly dnsName: string
  /** In the machines' network. */
  readonly address: string
  readonly attributes: Readonly<Record<string, string>>
  readonly listeners: readonly ListenerRecord[]
}

export interface ListenerRecord {
  readonly arn: string
  readonly port: number
  readonly protocol: string
  /** Certificate, chain, and private key; the first one is the default. */
  readonly certificates: readonly string[]
  readonly rules: readonly RuleRecord[]
}

export interface RuleRecord {
  readonly priority: number | 'default'
  /** As in the API. */
  readonly conditions: readonly Condition[]
  readonly actions: readonly Action[]
}

/** With several values, one of them must match. */
export interface Condition {
  readonly Field: string
  readonly Values?: readonly string[]
  readonly HostHeaderConfig?: { readonly Values: readonly string[] }
  readonly PathPatternConfig?: { readonly Values: readonly string[] }
  readonly HttpHeaderConfig?: { readonly HttpHeaderName: string; readonly Values: readonly string[] }
  readonly HttpRequestMethodConfig?: { readonly Values: readonly string[] }
  readonly QueryStringConfig?: {
    readonly Values: readonly { readonly Key?: string; readonly Value: string }[]
  }
  readonly SourceIpConfig?: { readonly Values: readonly string[] }
}

export interface Action {
  readonly Type: string
  readonly TargetGroupArn?: string
  readonly ForwardConfig?: {
    readonly TargetGroups?: readonly { readonly TargetGroupArn: string; readonly Weight?: number | string }[]
  }
  readonly FixedResponseConfig?: {
    readonly StatusCode: string
    readonly ContentType?: string
    readonly MessageBody?: string
  }
  readonly RedirectConfig?: {
    readonly Protocol?: string
    readonly Host?: string
    readonly Port?: string
    readonly Path?: string
    readonly Query?: string
    /** HTTP_301 or HTTP_302 */
    readonly StatusCode: string
  }
}

export interface HealthCheck {
  readonly enabled: boolean
  readonly protocol: string
  /** A number, or `traffic-port`: the target's. */
  readonly port: string
  readonly path: string
  readonly intervalSeconds: number
  readonly timeoutSeconds: number
  readonly healthyThreshold: number
  readonly unhealthyThreshold: number
  /** e.g. `200-299,301` */
  readonly matcher: string
}

/** A target group in moto, as written by sandbox/moto/patches/target_groups.py. */
export interface TargetGroupRecord {
  readonly arn: string
  readonly region: string
  readonly protocol: string
  readonly targetType: string
  readonly healthCheck: HealthCheck
  readonly attributes: Readonly<Record<string, string>>
  readonly targets: readonly Target[]
}

export interface Target {
  /** An instance id or an address. */
  readonly id: string
  readonly port: number
}

export interface TargetHealth {
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused' | 'unavailable'
  readonly reason?: string
  readonly description?: string
}

/** Target groups, as ECS uses them. */
export interface TargetGroups {
  /** @throws Error in the words of Elastic Load Balancing */
  register(targetGroupArn: string, target: Target): Promise<void>
  /** Connection draining starts. */
  deregister(targetGroupArn: string, target: Target): Promise<void>
  /** undefined: not registered, or no longer registered */
  health(targetGroupArn: string, target: Target): TargetHealth | undefined
  /** Called when some health changed. */
  onChange(listener: () => void): void
  /** Whether a load balancer forwards to it. ECS refuses a service whose target group has none. */
  hasLoadBalancer(targetGroupArn: string): boolean
  /** `instance` or `ip`; undefined if the target group does not exist. */
  targetType(targetGroupArn: string): string | undefined
}

/** A server of the proxy. */
export interface Server {
  /** Unique for each registration of a target, e.g. `t12`. */
  readonly name: string
  readonly address: string
  readonly port: number
  /** Gets requests: it is healthy, or no target of its group is. */
  readonly isUsed: boolean
  /** Its requests are finished, and it gets no other. */
  readonly isDraining: boolean
}
