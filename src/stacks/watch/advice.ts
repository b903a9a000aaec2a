import { autoScalingRole, grant } from '../ami/check-keys.ts'
import type { Verdict } from './verdict.ts'

export interface Failure {
  readonly reason: string
  readonly stackId: string
  /** Resource type. */
  readonly type: string
  readonly instanceId: string | null
  readonly verdict: Verdict | null
}

/** What to do about a failure. */
export function advice({ reason, stackId, type, instanceId, verdict }: Failure): string {
  if (verdict?.result === 'failed')
    return (
      ofStage.get(verdict.stage) ??
      'The last lines of its first run are above; docs/recipe.md describes what the first run does.'
    )
  if (/Client\.InternalError/.test(reason)) return keyAdvice(stackId)
  const known = ofReason.find(([pattern]) => pattern.test(reason))
  if (known !== undefined) return known[1]
  if (verdict?.result === 'joined') {
    return 'The instance joined its cluster, but its signal did not reach CloudFormation: check STACK_NAME, AUTOSCALING_GROUP (the logical id) and AWS_DEFAULT_REGION in /etc/packer-ecs/instance.env, and that the subnets reach the CloudFormation endpoint.'
  }
  if (instanceId !== null) {
    return `The first run did not report a result: check that the user data starts packer-ecs-first-run.service, and that the time limit is long enough. "aws ec2 get-console-output --latest --instance-id ${instanceId}" shows the console while the instance runs.`
  }
  if (type === 'AWS::AutoScaling::AutoScalingGroup' && /signal/i.test(reason)) {
    return 'No instance of this operation was found: "aws autoscaling describe-scaling-activities" shows what the group tried.'
  }
  return 'Correct the template or the parameter that the reason names, and deploy again.'
}

/** By stage of the first run (docs/recipe.md). */
const ofStage: ReadonlyMap<string, string> = new Map(
  Object.entries({
    configuration:
      'Correct the settings that the user data writes to /etc/packer-ecs/instance.env; docs/recipe.md lists their names.',
    metadata: 'Enable the metadata service in the launch template (HttpEndpoint: enabled).',
    'agent-state':
      'The AMI contains the agent state of another container instance: bake it again with packer-ecs.',
    proxy: 'Check the host and port of the proxy (ProxyUrl, PROXY_URL), and that the subnets reach it.',
    'data-volume':
      'Add the data volume of the image (/dev/xvdcy) to the launch template, or bake the image with "dataVolume: none".',
    docker: 'Docker did not start: its log is above; check the image\'s "docker:" settings.',
    agent:
      'The agent did not register: check that the instance role allows ecs:RegisterContainerInstance on this cluster, and that the subnets reach the ECS endpoints (NAT gateway, VPC endpoints or proxy).',
    cluster: 'Set ECS_CLUSTER in the user data to the cluster of this stack.',
  }),
)

const ofReason: readonly (readonly [RegExp, string])[] = [
  [
    /InsufficientInstanceCapacity|sufficient .* capacity/i,
    'AWS has no capacity for this instance type in these subnets: use another type or more subnets.',
  ],
  [
    /VcpuLimitExceeded|InstanceLimitExceeded|quota/i,
    'The quota of the account is exhausted: raise it in Service Quotas, or deploy fewer or smaller instances.',
  ],
  [
    /not authorized|AccessDenied|UnauthorizedOperation/i,
    'Allow the named action for the role that CloudFormation uses (stacks.….role, or your own identity).',
  ],
  [
    /already exists/i,
    'A resource with that name already exists: delete it, or let CloudFormation choose the name.',
  ],
  [/User Initiated/i, 'The operation was canceled; deploy again to retry.'],
]

/** Neither CloudFormation nor Auto Scaling reports which key it is. */
function keyAdvice(stackId: string): string {
  const role = autoScalingRole(stackId, stackId.split(':')[4] ?? '')
  return `The volumes are encrypted with a KMS key that Auto Scaling may not use. Grant access: ${grant('KEY', role)}`
}
