import { describe, expect, test } from 'vitest'
import { causeOf } from '#src/stacks/services/causes.ts'
import { symptom } from './symptoms.ts'

/** What ECS reported in public issues and documentation. */
const reported: readonly (readonly [code: string, text: string])[] = [
  [
    'IMAGE_NOT_FOUND',
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 123456789012.dkr.ecr.us-east-1.amazonaws.com/stocks:technicalsdaily-34683c: not found',
  ],
  [
    'IMAGE_NOT_FOUND',
    'CannotPullContainerError: Error response from daemon: manifest for nginx:0f6b3cdf5e24f0da3dd932acd84fd90e9786a522 not found',
  ],
  ['IMAGE_NOT_FOUND', 'CannotPullContainerError: manifest unknown: manifest unknown'],
  [
    'IMAGE_PULL_DENIED',
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref docker.io/mycontainer:latest: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
  [
    'IMAGE_PULL_DENIED',
    'CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 1.dkr.ecr.us-west-2.amazonaws.com/otel-collector:latest: unexpected status from HEAD request to https://1.dkr.ecr.us-west-2.amazonaws.com/v2/otel-collector/blobs/sha256:863: 403 Forbidden',
  ],
  [
    'IMAGE_OTHER_ARCHITECTURE',
    "CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest does not contain descriptor matching platform 'linux/amd64'",
  ],
  [
    'IMAGE_PULL_FAILED',
    'CannotPullContainerError: Error response from daemon: Get "https://1.dkr.ecr.us-west-2.amazonaws.com/v2/": dial tcp: lookup 1.dkr.ecr.us-west-2.amazonaws.com on 10.0.0.2:53: no such host',
  ],
  [
    'NO_INSTANCE_FITS',
    'service soheil-test-2-service-55QHR2FE9FKP was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 40f53686-1332-4b7b-97b1-5b7de7586fd3 has insufficient memory available. For more information, see the Troubleshooting section.',
  ],
  [
    'NO_INSTANCE_FITS',
    'service ComfyUIService was unable to place a task because no container instance met all of its requirements. The closest matching container-instance cca2a08b7a57472f9626b51debdc8595 is missing an attribute required by your task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
  ],
  ['NO_INSTANCE_FITS', 'RESOURCE:MEMORY'],
  [
    'PORT_IN_USE',
    '(service ecs-simple-service) was unable to place a task because no container instance met all of its requirements. The closest matching (container-instance 3f4de1c5-ffdd-4954-af7e-75b4be0c8841) is already using a port required by your task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
  ],
  [
    'PORT_IN_USE',
    'CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on endpoint web: Bind for 0.0.0.0:8080 failed: port is already allocated',
  ],
  [
    'NO_CAPACITY',
    'service [hexo-discord-diffusion-prod] was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
  ],
  [
    'NO_CAPACITY',
    'service (api-service) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.',
  ],
  [
    'ENI_LIMIT',
    '(service x) was unable to place a task because no container instance met all of its requirements. Reason: encountered error "RESOURCE:ENI".',
  ],
  [
    'TASK_ROLE_NOT_ASSUMABLE',
    "service backend-flask failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::444282218245:role/CruddurTaskRole' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.)",
  ],
  [
    'SECRET_NOT_FOUND',
    "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:us-east-1:1:secret:db from secrets manager: ResourceNotFoundException: Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
  ],
  [
    'SECRET_NOT_FOUND',
    'ResourceInitializationError: unable to retrieve secret from asm: retrieved secret from Secrets Manager did not contain json key connectionString',
  ],
  [
    'SECRET_NOT_FOUND',
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid ssm parameters: /wishkit/parsing-engine/gemini-api-key',
  ],
  [
    'SECRET_NOT_FOUND',
    'Fetching secret data from SSM Parameter Store in eu-west-1: invalid parameters: /demo/dev/MY_INVALID_PARAMETER',
  ],
  [
    'SECRET_NOT_FOUND',
    "Fetching secret data from AWS Secrets Manager in region us-east-1: secret arn:aws:secretsmanager:us-east-1:1:secret:db: ResourceNotFoundException: Secrets Manager can't find the specified secret.",
  ],
  [
    'SECRET_DENIED',
    'ResourceInitializationError: unable to retrieve secret from asm: AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/devpolaris-orders-ecs-execution/ecs-task is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/orders/DATABASE_URL-a1b2c3',
  ],
  ['VOLUME_NOT_FOUND', 'CannotCreateVolumeError: failed to create EBS volume'],
  [
    'LOG_GROUP_NOT_FOUND',
    'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.',
  ],
  [
    'CONTAINER_NOT_STARTED',
    'CannotStartContainerError: Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "python": executable file not found in $PATH',
  ],
  [
    'TARGET_UNHEALTHY',
    'Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:us-east-1:1:targetgroup/web/1)',
  ],
  [
    'TARGET_UNHEALTHY',
    '(service web) (instance i-0123456789abcdef0) (port 32875) is unhealthy in (target-group arn:aws:elasticloadbalancing:us-east-1:111111111111:targetgroup/devel-Targe/1111111111111111) due to (reason Health checks failed with these codes: [400])',
  ],
  [
    'TARGET_UNHEALTHY',
    'service frontend (instance i-12121211) is unhealthy in elb frontend-sb-v2 due to (reason Instance has failed at least the UnhealthyThreshold number of health checks consecutively.)',
  ],
  ['CONTAINER_UNHEALTHY', 'Task failed container health checks'],
  [
    'OUT_OF_MEMORY',
    'Essential container in task exited\nOutOfMemoryError: Container killed due to memory usage',
  ],
  [
    'INSTANCE_DISK_FULL',
    'CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on device',
  ],
  [
    'INSTANCE_DISK_FULL',
    'CannotCreateContainerError: Error response from daemon: mkdir /var/lib/docker/overlay2/1: no space left on device',
  ],
  [
    'IMAGE_PULL_DENIED',
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::1:assumed-role/exec/1 is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
  ],
  [
    'ENDPOINT_UNREACHABLE',
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret arn:aws:secretsmanager:us-west-2:1:secret:db from secrets manager: RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your task network configuration.',
  ],
  [
    'ENDPOINT_UNREACHABLE',
    'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr.us-east-2.amazonaws.com/": dial tcp 10.0.0.1:443: i/o timeout.',
  ],
  [
    'ENVIRONMENT_FILE_NOT_READ',
    'ResourceInitializationError: failed to download env files: file download command: non empty error stream: AccessDenied: Access Denied status code: 403',
  ],
  [
    'LOGS_DENIED',
    'CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log group: AccessDeniedException: User: arn:aws:sts::1:assumed-role/secret-demo-instance/i-1 is not authorized to perform: logs:CreateLogGroup',
  ],
  [
    'LOGS_DENIED',
    'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: AccessDeniedException: User: arn:aws:sts::1:assumed-role/ecs.task.server/1',
  ],
  [
    'VOLUME_NOT_FOUND',
    "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: stderr: b'mount.nfs4: Connection reset by peer'",
  ],
  [
    'ENI_LIMIT',
    'Unexpected EC2 error while attempting to Create Network Interface in subnet subnet-1: InsufficientFreeAddressesInSubnet',
  ],
  [
    'AGENT_DISCONNECTED',
    "service my-service was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 1af580523fe1022f095e doesn't have the agent connected. For more information, see the Troubleshooting section.",
  ],
  [
    'AGENT_DISCONNECTED',
    'service app was unable to place a task because no container instance met all of its requirements. The closest matching container-instance af2a4711-2b8b-420a-8699-66623a6fa9c9 encountered error "AGENT". For more information, see the Troubleshooting section.',
  ],
  [
    'DEPLOYMENT_BLOCKED',
    '(service web) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.',
  ],
  ['CONTAINER_EXITED', 'Essential container in task exited'],
]

test.each(reported)('%s is the cause of: %s', (code, text) => {
  const cause = causeOf(symptom(text))
  expect(cause.code).toBe(code)
  expect(cause.summary).not.toBe('')
  expect(cause.hint).toMatch(/^[A-Z].*[.")]$/s)
})

test('an unknown cause is quoted, and gets no advice', () => {
  const cause = causeOf(symptom('Host EC2 (instance i-1) terminated.'))
  expect(cause).toMatchObject({
    code: 'SERVICE_NOT_DEPLOYED',
    summary: 'Host EC2 (instance i-1) terminated.',
    hint: '',
  })
})

describe('the summary', () => {
  test('of a task that finds no room names the instance and what it lacks', () => {
    const [, text = ''] = reported.find(([code]) => code === 'NO_INSTANCE_FITS') ?? []
    expect(causeOf(symptom(text, { instanceId: 'i-1' })).summary).toBe(
      'no container instance has room for a task: the closest, i-1, has insufficient memory available',
    )
  })

  test('of an exited container has its name, its status and what the status means', () => {
    const exit = { container: 'app', code: 137 }
    expect(causeOf(symptom('Essential container in task exited', { exit })).summary).toBe(
      'container app exited with status 137 (killed by SIGKILL)',
    )
  })

  test('of an unhealthy target names path, timing and answer', () => {
    const healthCheck = {
      path: '/health',
      port: 'traffic-port',
      protocol: 'HTTP',
      matcher: '200',
      intervalSeconds: 10,
      timeoutSeconds: 5,
      unhealthyThreshold: 2,
    }
    const text =
      '(service web) (port 80) is unhealthy in (target-group arn) due to (reason Health checks failed with these codes: [503]).'
    expect(causeOf(symptom(text, { healthCheck })).summary).toBe(
      'the health check HTTP /health (every 10 s, 2 failures, expects 200) failed: Health checks failed with these codes: [503]',
    )
  })
})
