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

/** What a person can do about a failure, by what is known of it. */
export function advice({ reason, stackId, type, instanceId, verdict }: Failure): string {
  if (verdict?.result === 'failed')
    return ofStage[verdict.stage] ?? 'Its last lines are above; docs/recipe.md says what first run does.'
  if (/Client\.InternalError/.test(reason)) return keyAdvice(stackId)
  const known = ofReason.find(([pattern]) => pattern.test(reason))
  if (known !== undefined) return known[1]
  if (verdict?.result === 'joined') {
    return 'The instance joined its cluster but its signal did not arrive: check STACK_NAME, AUTOSCALING_GROUP (the logical id) and AWS_DEFAULT_REGION in /etc/packer-ecs/instance.env, and its way to CloudFormation.'
  }
  if (instanceId !== null) {
    return `Its first run did not say how it ended: check that the user data starts packer-ecs-first-run.service, and that the time limit is long enough. "aws ec2 get-console-output --latest --instance-id ${instanceId}" shows its console while it runs.`
  }
  if (type === 'AWS::AutoScaling::AutoScalingGroup' && /signal/i.test(reason)) {
    return 'No instance of this operation was found: "aws autoscaling describe-scaling-activities" tells what the group tried.'
  }
  return 'Correct the template or the parameter that it names, and deploy again.'
}

/** Stages of first run (docs/recipe.md). */
const ofStage: Readonly<Record<string, string>> = {
  configuration:
    'Correct what the user data writes to /etc/packer-ecs/instance.env; docs/recipe.md lists the names.',
  metadata: 'Leave the metadata service on in the launch template (HttpEndpoint: enabled).',
  'agent-state': 'The AMI holds the state of another container instance: bake it again with packer-ecs.',
  proxy: 'Check the proxy (ProxyUrl, PROXY_URL): its name, its port, and that these subnets reach it.',
  'data-volume':
    'Give the launch template the data volume that the image was baked for (/dev/xvdcy), or bake the image with "dataVolume: none".',
  docker: 'Docker did not start: its own words are above; check the image\'s "docker:" settings.',
  agent:
    'The agent did not register: check the instance role (ecs:RegisterContainerInstance on this cluster), and that the subnets reach the ECS endpoints (NAT gateway, VPC endpoints or proxy).',
  cluster: 'ECS_CLUSTER in the user data must name the cluster of this stack.',
}

const ofReason: readonly (readonly [RegExp, string])[] = [
  [
    /InsufficientInstanceCapacity|sufficient .* capacity/i,
    'AWS has no room for this instance type there now: try another type or more subnets.',
  ],
  [
    /VcpuLimitExceeded|InstanceLimitExceeded|quota/i,
    "The account's quota is used up: raise it in Service Quotas, or deploy fewer or smaller instances.",
  ],
  [
    /not authorized|AccessDenied|UnauthorizedOperation/i,
    'Let the role that CloudFormation acts with (stacks.….role, or your own) do what is named there.',
  ],
  [
    /already exists/i,
    'Something of that name is there already: remove it, or let CloudFormation choose the name.',
  ],
  [/User Initiated/i, 'Somebody cancelled it; deploy again when you like.'],
]

/** Which key it is, neither CloudFormation nor Auto Scaling tells. */
function keyAdvice(stackId: string): string {
  const role = autoScalingRole(stackId, stackId.split(':')[4] ?? '')
  return `Its volumes are encrypted with a KMS key that Auto Scaling may not use. Allow it: ${grant('KEY', role)}`
}
