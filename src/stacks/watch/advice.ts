import { autoScalingRole, grant } from '../ami/check-keys.ts'
import { isSignaled } from './group-signals.ts'
import type { Verdict } from './verdict.ts'

export interface Failure {
  readonly reason: string
  readonly stackId: string
  /** Resource type. */
  readonly type: string
  readonly instanceId: string | null
  readonly verdict: Verdict | null
  /** The end of the instance's console. */
  readonly log: readonly string[]
}

/** What to do about a failure: the advice for the first cause that fits. */
export function advice(failure: Failure): string {
  const found = remedies.find(([fits]) => fits(failure))
  return found === undefined ? 'Resolve what the reason names, and deploy again.' : found[1](failure)
}

type Remedy = readonly [fits: (failure: Failure) => boolean, advice: (failure: Failure) => string]

/** A cause that CloudFormation names. */
function named(pattern: RegExp, text: string): Remedy {
  return [({ reason }) => pattern.test(reason), () => text]
}

const remedies: readonly Remedy[] = [
  named(
    /DataSourceNone/,
    'The instance could not read its metadata at boot: check that the launch template enables the metadata service (HttpEndpoint: enabled), then deploy again. A new instance may boot without the fault.',
  ),
  [
    ({ verdict }) => verdict?.result === 'failed',
    ({ verdict }) =>
      ofStage.get(verdict?.stage ?? '') ??
      'The last lines of its first run are above; docs/recipe.md describes what the first run does.',
  ],
  named(
    /Client\.InvalidKMSKey/,
    'The KMS key of a volume is disabled or deleted: enable it with "aws kms enable-key", or bake the image with another key.',
  ),
  [({ reason }) => /Client\.InternalError/.test(reason), ({ stackId }) => keyAdvice(stackId)],
  named(
    /InsufficientInstanceCapacity|sufficient .* capacity/i,
    'AWS has no capacity for this instance type in these subnets: use another type or more subnets.',
  ),
  named(
    /VcpuLimitExceeded|InstanceLimitExceeded|quota/i,
    'The quota of the account is exhausted: raise it in Service Quotas, or deploy fewer or smaller instances.',
  ),
  named(
    /not authorized|AccessDenied|UnauthorizedOperation/i,
    'Allow the named action for the role that CloudFormation uses (stacks.….role, or your own identity).',
  ),
  named(
    /\bimage id '?\[?ami-[0-9a-f]+\]?'? does not exist|InvalidAMIID/i,
    'The AMI was deleted, or it belongs to another region or account. Name one that exists, or let packer-ecs set it: a parameter of the type AWS::EC2::Image::Id, with its image under stacks.….amis.',
  ),
  named(
    /Parameter validation failed: parameter value .* does not exist/i,
    'Set the parameter to one that exists in this account and region; ids of another account or region do not work here.',
  ),
  named(
    /already exists/i,
    'A resource with that name already exists: delete it, or let CloudFormation choose the name.',
  ),
  named(/User Initiated/i, 'The operation was canceled; deploy again to retry.'),
  named(
    /export .*(?:in use|cannot be (?:deleted|updated))/i,
    'Other stacks import this value: "aws cloudformation list-imports --export-name NAME" lists them. Deploy them without the import first.',
  ),
  named(/no export named/i, 'Deploy the stack that exports this value first, or correct its name.'),
  named(
    /protected from scale-in|ScalingActivityInProgress/i,
    'CloudFormation cannot delete a group while instances are protected from scale-in: remove the protection with "aws autoscaling set-instance-protection --no-protected-from-scale-in", and delete again.',
  ),
  named(
    /internal ?(?:failure|error)|service unavailable/i,
    'AWS failed without a cause in the template: deploy again. If that does not help, contact AWS Support with the request id in the reason.',
  ),
  named(
    /Update to resource type AWS::CloudFormation::WaitCondition is not supported/i,
    'A wait condition cannot change after its creation. Restore its properties and its CreationPolicy, or remove it: with cfn/cluster, set WaitForInstances=false, which is safe once the stack exists.',
  ),
  named(/rate exceeded|throttl/i, 'AWS limited the number of calls: deploy again.'),
  [
    ({ verdict }) => verdict?.result === 'joined',
    () =>
      'The instance joined its cluster, but its signal did not reach CloudFormation: check STACK_NAME, AUTOSCALING_GROUP and WAIT_CONDITION (logical ids) and AWS_DEFAULT_REGION in /etc/packer-ecs/instance.env, and that the subnets reach the CloudFormation endpoint.',
  ],
  [
    ({ log }) => log.some(line => cfnInitFailure.test(line)),
    ({ log, instanceId }) =>
      `cfn-init failed: ${log
        .map(line => cfnInitFailure.exec(line)?.[1])
        .find(text => text !== undefined)
        ?.replace(
          /\.$/,
          '',
        )}. Correct AWS::CloudFormation::Init in the template; /var/log/cfn-init.log on ${instanceId ?? 'the instance'} has the details.`,
  ],
  [
    ({ instanceId, reason }) => instanceId !== null && /Received \d+ FAILURE signal/.test(reason),
    ({ instanceId }) =>
      `The user data of ${instanceId} signaled the failure: /var/log/cloud-init-output.log and /var/log/cfn-init.log on the instance show which command failed. ${consoleOf(instanceId)}`,
  ],
  [
    ({ instanceId }) => instanceId !== null,
    ({ instanceId }) =>
      `The first run did not report a result. If packer-ecs baked the AMI, check that the user data starts packer-ecs-first-run.service. With another AMI, check that the user data runs cfn-signal, also when one of its commands fails, and that the subnets reach the addresses it downloads from. Check that the time limit is long enough. ${consoleOf(instanceId)}`,
  ],
  [
    ({ type, reason }) => isSignaled({ type }) && /signal/i.test(reason),
    () =>
      'No instance of this operation was found: "aws autoscaling describe-scaling-activities" shows what the group tried.',
  ],
]

function consoleOf(instanceId: string | null): string {
  return `"aws ec2 get-console-output --latest --instance-id ${instanceId}" shows the console while the instance runs.`
}

/** What cfn-init prints when a command, file or service of its configuration fails (aws-cfn-bootstrap). */
const cfnInitFailure = /Error occurred during build: (.+)/

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
      'Add the data volume of the image (/dev/xvdcy), or the further volume that is missing, to the launch template. To launch without it, bake the image without this volume, e.g. with "dataVolume: none".',
    docker: 'Docker did not start: its log is above; check the image\'s "docker:" settings.',
    agent:
      'The agent did not register: check that the instance role allows ecs:RegisterContainerInstance on this cluster, and that the subnets reach the ECS endpoints (NAT gateway, VPC endpoints or proxy).',
    'capacity-provider':
      'The capacity provider was not associated with the cluster in time: check that ECS_CLUSTER and CAPACITY_PROVIDER in the user data are those of this stack, and that the instance role allows ecs:DescribeClusters on this cluster.',
    cluster: 'Set ECS_CLUSTER in the user data to the cluster of this stack.',
  }),
)

/** Neither CloudFormation nor Auto Scaling reports which key it is. */
function keyAdvice(stackId: string): string {
  const role = autoScalingRole(stackId, stackId.split(':')[4] ?? '')
  return `The volumes are encrypted with a KMS key that Auto Scaling may not use. Grant access: ${grant('KEY', role)}`
}
