import type { HealthCheck } from '../../aws/elb.ts'
import { ownCommand } from '../../errors/own-command.ts'
import type { ServiceCause, Symptom } from './symptom.ts'

/** The cause of a symptom: the first row that fits. For an unknown cause there is no advice. */
export function causeOf(symptom: Symptom): ServiceCause {
  const row = rows.find(({ fits }) => fits(symptom))
  if (row === undefined) return { code: unknownCause, summary: lastReason(symptom.text), hint: '', symptom }
  return { code: row.code, summary: row.summary(symptom), hint: row.hint(symptom), symptom }
}

export const unknownCause = 'SERVICE_NOT_DEPLOYED'

interface Row {
  readonly code: string
  fits(symptom: Symptom): boolean
  summary(symptom: Symptom): string
  hint(symptom: Symptom): string
}

/** A cause that ECS names, with a fixed remedy. The summary is ECS's own reason. */
function named(row: { readonly code: string }, pattern: RegExp, hint: string): Row {
  return {
    code: row.code,
    fits: ({ text }) => pattern.test(text),
    summary: ({ text }) => lineWith(pattern, text),
    hint: () => hint,
  }
}

const noCapacity = /No Container Instances were found|Capacity is unavailable|insufficient capacity/i
const imagePull = /CannotPull|retrieve ecr registry auth/i
const denied = /denied|forbidden|not authorized|no basic auth|no pull access/i

/** In this order: a container that cannot be pulled also ends its task. */
const rows: readonly Row[] = [
  named(
    { code: 'IMAGE_OTHER_ARCHITECTURE' },
    /does not contain descriptor matching platform|no matching manifest for|exec format error/i,
    'Build the image for the architecture of the container instances, e.g. "docker buildx build --platform linux/amd64".',
  ),
  named(
    { code: 'INSTANCE_DISK_FULL' },
    /no space left on device|Thin Pool has \d+ free/i,
    'Delete unused images on the instance ("docker system prune -a"), or bake an AMI with a larger volume for /var/lib/docker.',
  ),
  named(
    { code: 'ENDPOINT_UNREACHABLE' },
    /(?:ResourceInitializationError|CannotStartContainerError).*(?:context deadline exceeded|i\/o timeout|no such host|connection refused|send request failed)/i,
    'The instance or the network interface of the task has no route to this AWS service. Check the NAT gateway or VPC endpoints, and the outbound rules of its security groups.',
  ),
  {
    code: 'IMAGE_PULL_DENIED',
    fits: ({ text }) => imagePull.test(text) && denied.test(text),
    summary: ({ text }) => lineWith(imagePull, text),
    hint: () =>
      'Allow ecr:GetAuthorizationToken, ecr:BatchGetImage and ecr:GetDownloadUrlForLayer for the execution role of the task (without one: the instance role), and check the policy of the repository. Some registries also answer this for a missing image.',
  },
  {
    code: 'IMAGE_NOT_FOUND',
    fits: ({ text }) =>
      /CannotPull/i.test(text) && /not found|manifest unknown|does not exist|404/i.test(text),
    summary: ({ text }) => lineWith(/CannotPull/i, text),
    hint: () => 'Push the image with this tag, or deploy a tag that exists.',
  },
  named(
    { code: 'IMAGE_PULL_FAILED' },
    /CannotPull/i,
    'Check that the subnets of the instances reach the registry (NAT gateway, VPC endpoints or proxy), and that its rate limit is not reached.',
  ),
  named(
    { code: 'ENVIRONMENT_FILE_NOT_READ' },
    /failed to download env files/i,
    'Check that the object exists, and allow s3:GetObject on it and s3:GetBucketLocation on its bucket for the execution role of the task.',
  ),
  named(
    { code: 'LOGS_DENIED' },
    /log (?:group|stream).*AccessDenied|AccessDenied.*logs:Create/i,
    'Allow logs:CreateLogStream and logs:PutLogEvents (with awslogs-create-group also logs:CreateLogGroup) for the execution role of the task, or without one for the instance role.',
  ),
  {
    code: 'SECRET_DENIED',
    fits: ({ text }) => /secret|ssm parameter|from asm|from ssm/i.test(text) && /AccessDenied/i.test(text),
    summary: ({ text }) => lineWith(/AccessDenied/i, text),
    hint: () =>
      'Allow secretsmanager:GetSecretValue (or ssm:GetParameters), and kms:Decrypt for an own key, for the execution role of the task.',
  },
  named(
    { code: 'SECRET_NOT_FOUND' },
    /can't find the specified secret|did not contain json key|invalid ssm parameters|ssm parameter store.*invalid parameters|marked for deletion|(?:asm|secrets manager|ssm).*ResourceNotFoundException|ResourceNotFoundException.*secret/i,
    'Create the secret, or correct its ARN and key in the task definition.',
  ),
  named(
    { code: 'TASK_ROLE_NOT_ASSUMABLE' },
    /unable to assume the role/i,
    'Check that the task role and the execution role exist, and that their trust policies allow ecs-tasks.amazonaws.com to assume them.',
  ),
  named(
    { code: 'LOG_GROUP_NOT_FOUND' },
    /log (?:group|stream).*(?:does not exist|not found)|ResourceNotFoundException.*log group/i,
    'Create the log group before the service, e.g. as a resource that the task definition references, or set awslogs-create-group.',
  ),
  named(
    { code: 'VOLUME_NOT_FOUND' },
    /CannotCreateVolume|no such volume|volume .*not found|bind source path does not exist|failed to (?:create|mount|invoke) .*(?:volume|EFS|EBS)/i,
    'Check the volumes of the task definition: their names, host paths and file systems.',
  ),
  named(
    { code: 'PORT_IN_USE' },
    /port is already allocated|address already in use|already using a port required|RESOURCE:PORTS/i,
    'Use a dynamic host port (hostPort 0 with a load balancer), or allow ECS to stop the old task first: minimumHealthyPercent 0, maximumPercent 100.',
  ),
  named(
    { code: 'ENI_LIMIT' },
    /RESOURCE:ENI|insufficient (?:ENI|network interface)|network interface.*limit/i,
    'The instances have no free network interface: enable awsvpcTrunking in the account, use larger or more instances, or the network mode bridge.',
  ),
  named(
    { code: 'ENI_LIMIT' },
    /InsufficientFreeAddresses/i,
    'The subnet has no free IP address: use a larger subnet, or the network mode bridge.',
  ),
  named(
    { code: 'AGENT_DISCONNECTED' },
    /have the agent connected|encountered error "?AGENT/i,
    `The agent usually reconnects within a minute. If not, look at the instance: "${ownCommand('status')}" shows its agent, and "sudo systemctl restart ecs" restarts it.`,
  ),
  named(
    { code: 'DEPLOYMENT_BLOCKED' },
    /unable to stop or start tasks during a deployment/i,
    'Raise MaximumPercent so that ECS can start one more task, or lower MinimumHealthyPercent so that it can stop one.',
  ),
  {
    code: 'OUT_OF_MEMORY',
    fits: ({ text }) => /OutOfMemoryError/.test(text),
    summary: symptom => `${containerOf(symptom)} exceeded its memory limit and was killed`,
    hint: () => "Raise the container's memory in the task definition, or let the application use less.",
  },
  {
    code: 'TARGET_UNHEALTHY',
    fits: ({ text }) => /failed ELB health checks|is unhealthy in \(?(?:target-group|elb)/i.test(text),
    summary: unhealthy,
    hint: () =>
      "Check that the application answers on this path in time, that the instances' security group allows the load balancer, and that healthCheckGracePeriodSeconds covers the start of the application.",
  },
  named(
    { code: 'CONTAINER_UNHEALTHY' },
    /failed container health checks/i,
    "Run the container's health check command in the image: it may lack the program, or need a longer startPeriod.",
  ),
  named(
    { code: 'CONTAINER_NOT_STARTED' },
    /CannotStartContainer|CannotCreateContainer|ContainerRuntimeError|DockerTimeoutError/i,
    'Check the command, the entry point and the user of the container: the program must exist in the image.',
  ),
  {
    code: 'NO_CAPACITY',
    fits: ({ text }) => noCapacity.test(text),
    summary: ({ text }) => lineWith(noCapacity, text),
    hint: () =>
      `Check that instances join the cluster, and that the Auto Scaling group of the capacity provider can launch instances: "${ownCommand('status')}" shows the instances.`,
  },
  {
    code: 'NO_INSTANCE_FITS',
    fits: ({ text }) => /unable to place a task|RESOURCE:(?:CPU|MEMORY|GPU)/i.test(text),
    summary: unplaced,
    hint: ({ text }) =>
      remedyOfPlacement.find(([pattern]) => pattern.test(text))?.[1] ??
      'Compare the placement constraints and requirements of the task with the attributes of the instances.',
  },
  {
    code: 'CONTAINER_EXITED',
    fits: ({ text, exit }) => exit !== null || /Essential container in task exited/i.test(text),
    summary: symptom => `${containerOf(symptom)} exited${withCode(symptom)}`,
    hint: ({ log }) =>
      log.length > 0
        ? 'Its last lines are above. Fix the application or its settings, and deploy again.'
        : 'It left no log lines: check the log configuration of the container, and run the image with the same command.',
  },
]

const remedyOfPlacement: readonly (readonly [RegExp, string])[] = [
  [/memory|cpu/i, 'Reserve less CPU or memory in the task definition, or add instances to the cluster.'],
  [
    /missing an attribute/i,
    'The task requires a feature that the instances lack, e.g. a volume or log driver, or a placement constraint names an attribute that no instance has.',
  ],
]

function containerOf({ exit }: Symptom): string {
  return exit === null ? 'an essential container' : `container ${exit.container}`
}

function withCode({ exit }: Symptom): string {
  if (exit === null) return ''
  const meaning = meaningOfExit[exit.code]
  return ` with status ${exit.code}${meaning === undefined ? '' : ` (${meaning})`}`
}

const meaningOfExit: Readonly<Record<number, string>> = {
  126: 'the program cannot be executed',
  127: 'the program was not found',
  137: 'killed by SIGKILL',
  139: 'a segmentation fault',
  143: 'stopped by SIGTERM',
}

function unhealthy({ text, healthCheck }: Symptom): string {
  const reason = /due to \(reason ([^)]+)\)/.exec(text)?.[1]
  const what = healthCheck === null ? 'the health check' : checkWords(healthCheck)
  return `${what} failed${reason === undefined ? '' : `: ${reason}`}`
}

/** E.g. `the health check HTTP /health (every 10 s, 2 failures, expects 200)`. */
function checkWords({ protocol, path, matcher, intervalSeconds, unhealthyThreshold }: HealthCheck): string {
  const details = [
    `every ${intervalSeconds} s`,
    `${unhealthyThreshold} failures`,
    ...(matcher === null ? [] : [`expects ${matcher}`]),
  ]
  return `the health check ${[protocol, ...(path === null ? [] : [path])].join(' ')} (${details.join(', ')})`
}

/** Names the EC2 instance instead of the id of the container instance. */
function unplaced({ text, instanceId }: Symptom): string {
  const [, lack] =
    /closest matching \(?container-instance \S+ ((?:has|is|encountered) .*?)(?:\. For more|\.?$)/.exec(
      text,
    ) ?? []
  if (lack === undefined) return lastReason(text)
  return `no container instance has room for a task: the closest, ${instanceId ?? 'unknown'}, ${lack}`
}

function lineWith(pattern: RegExp, text: string): string {
  return (text.split('\n').find(line => pattern.test(line)) ?? text).trim()
}

/** The most specific reason, which is that of a container. */
function lastReason(text: string): string {
  return text.split('\n').at(-1)?.trim() || 'ECS gives no reason'
}
