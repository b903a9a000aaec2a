import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import { type ClientOptions, retries } from './client-options.ts'
import { renewEndedSessions } from './ended-session.ts'
import { translated } from './errors.ts'

/** Elastic Load Balancing in one region: only the calls that packer-ecs makes. */
export interface Elb {
  targets(targetGroupArn: string): Promise<Target[]>
  /** Undefined if it does not exist. */
  healthCheck(targetGroupArn: string): Promise<HealthCheck | undefined>
}

export interface Target {
  /** Instance id or address. */
  readonly id: string
  readonly port: number
  /** `initial`, `healthy`, `unhealthy`, `draining`, `unused`, `unavailable`. */
  readonly state: string
  /** E.g. `Health checks failed with these codes: [503]`. */
  readonly description: string | null
}

export interface HealthCheck {
  /** Null without HTTP. */
  readonly path: string | null
  readonly port: string
  readonly protocol: string
  /** Accepted status codes, e.g. `200-399`. */
  readonly matcher: string | null
  readonly intervalSeconds: number
  readonly timeoutSeconds: number
  readonly unhealthyThreshold: number
}

export function createElb(options: ClientOptions): Elb {
  const client = renewEndedSessions(new ElasticLoadBalancingV2Client({ ...options, ...retries }))
  return {
    targets: targetGroupArn =>
      translated('elasticloadbalancing:DescribeTargetHealth', async () => {
        const request = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn })
        const { TargetHealthDescriptions = [] } = await client.send(request)
        return TargetHealthDescriptions.map(({ Target = { Id: '' }, TargetHealth = {} }) => ({
          id: Target.Id ?? '',
          port: Target.Port ?? 0,
          state: TargetHealth.State ?? '',
          description: TargetHealth.Description || TargetHealth.Reason || null,
        }))
      }),

    healthCheck: targetGroupArn =>
      translated('elasticloadbalancing:DescribeTargetGroups', async () => {
        const request = new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroupArn] })
        const [group] = (await client.send(request)).TargetGroups ?? []
        return group === undefined
          ? undefined
          : {
              path: group.HealthCheckPath || null,
              port: group.HealthCheckPort ?? 'traffic-port',
              protocol: group.HealthCheckProtocol ?? 'HTTP',
              matcher: group.Matcher?.HttpCode || null,
              intervalSeconds: group.HealthCheckIntervalSeconds ?? 30,
              timeoutSeconds: group.HealthCheckTimeoutSeconds ?? 5,
              unhealthyThreshold: group.UnhealthyThresholdCount ?? 2,
            }
      }),
  }
}
