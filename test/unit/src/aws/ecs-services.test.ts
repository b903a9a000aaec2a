import { describe, expect, test } from 'vitest'
import { createEcr } from '#src/aws/ecr.ts'
import { createEcs } from '#src/aws/ecs.ts'
import { createElb } from '#src/aws/elb.ts'
import { createLogs } from '#src/aws/logs.ts'
import { list, queryAnswer } from '#test/helpers/aws-xml.ts'
import { cannedAnswers } from '#test/helpers/canned-answers.ts'

type Content = Readonly<Record<string, unknown>>

const answer = (content: Content | string) => ({
  status: 200,
  body: typeof content === 'string' ? content : JSON.stringify(content),
})
const refusal = (__type: string) => ({ status: 400, body: JSON.stringify({ __type, message: __type }) })

function answering(...answers: ReturnType<typeof answer>[]) {
  return cannedAnswers(() => answers.shift() ?? refusal('NoMoreAnswers'))
}

describe('ECS', () => {
  test('a service has its deployments, events and target groups', async () => {
    const ecs = createEcs(
      answering(
        answer({
          services: [
            {
              serviceArn: 'arn:s',
              serviceName: 'web',
              status: 'ACTIVE',
              desiredCount: 2,
              runningCount: 1,
              deployments: [
                {
                  id: 'ecs-svc/1',
                  status: 'PRIMARY',
                  rolloutState: 'IN_PROGRESS',
                  failedTasks: 1,
                  createdAt: 5,
                },
              ],
              events: [{ id: 'e', createdAt: 6, message: 'm' }],
              loadBalancers: [{ targetGroupArn: 'arn:t', containerName: 'app', containerPort: 80 }],
              deploymentConfiguration: {
                minimumHealthyPercent: 50,
                deploymentCircuitBreaker: { enable: true, rollback: true },
              },
            },
          ],
        }),
      ),
    )
    expect(await ecs.services('shop', ['web'])).toMatchObject([
      {
        name: 'web',
        desired: 2,
        running: 1,
        pending: 0,
        deployments: [{ rollout: 'IN_PROGRESS', failed: 1, createdAt: new Date(5000) }],
        events: [{ id: 'e', time: new Date(6000), message: 'm' }],
        targets: [{ targetGroupArn: 'arn:t', container: 'app', port: 80 }],
        minimumPercent: 50,
        maximumPercent: 200,
        breaker: { isEnabled: true, rollsBack: true },
        controller: 'ECS',
      },
    ])
  })

  test('more than ten services need several calls', async () => {
    const service = answering(answer({ services: [] }), answer({ services: [] }))
    await createEcs(service).services(
      'shop',
      Array.from({ length: 11 }, (_, index) => `s${index}`),
    )
    expect(service.requests.map(body => JSON.parse(body).services.length)).toEqual([10, 1])
  })

  test('the tasks of a service are those that run and those that stopped', async () => {
    const service = answering(
      answer({ taskArns: ['a'] }),
      answer({ taskArns: ['b'] }),
      answer({
        tasks: [
          { taskArn: 'a', lastStatus: 'RUNNING' },
          {
            taskArn: 'b',
            lastStatus: 'STOPPED',
            stopCode: 'EssentialContainerExited',
            containers: [
              { name: 'app', exitCode: 1, networkBindings: [{ containerPort: 80, hostPort: 32768 }] },
            ],
          },
        ],
      }),
    )
    expect(await createEcs(service).tasks('shop', 'web')).toMatchObject([
      { status: 'RUNNING', containers: [] },
      { stopCode: 'EssentialContainerExited', containers: [{ exitCode: 1, ports: [{ hostPort: 32768 }] }] },
    ])
  })

  test('both lists of tasks have pages, and 100 tasks are described at once', async () => {
    const arns = Array.from({ length: 100 }, (_, index) => `t${index}`)
    const service = cannedAnswers(body => {
      const { desiredStatus, nextToken, tasks } = JSON.parse(body)
      if (tasks !== undefined) return answer({ tasks: tasks.map((taskArn: string) => ({ taskArn })) })
      if (desiredStatus === 'STOPPED') return answer({ taskArns: ['s'] })
      return answer(nextToken === undefined ? { taskArns: arns, nextToken: '2' } : { taskArns: ['last'] })
    })
    const found = await createEcs(service).tasks('shop', 'web')
    expect(found.map(({ arn }) => arn)).toEqual([...arns, 'last', 's'])
    const described = service.requests.flatMap(body => JSON.parse(body).tasks?.length ?? [])
    expect(described).toEqual([100, 2])
  })

  test('at most 1,000 tasks of each list are read', async () => {
    const arns = Array.from({ length: 100 }, (_, index) => `t${index}`)
    const service = cannedAnswers(body => {
      const { tasks } = JSON.parse(body)
      if (tasks !== undefined) return answer({ tasks: tasks.map((taskArn: string) => ({ taskArn })) })
      return answer({ taskArns: arns, nextToken: String(Math.random()) })
    })
    expect(await createEcs(service).tasks('shop', 'web')).toHaveLength(2000)
  })

  test('more than 100 container instances need several calls', async () => {
    const service = cannedAnswers(body =>
      answer({
        containerInstances: JSON.parse(body).containerInstances.map((arn: string) => ({
          containerInstanceArn: arn,
          ec2InstanceId: `i-${arn}`,
        })),
      }),
    )
    const arns = Array.from({ length: 101 }, (_, index) => `c${index}`)
    expect(await createEcs(service).instanceIds('shop', arns)).toMatchObject({ c0: 'i-c0', c100: 'i-c100' })
  })

  test('a task definition that does not exist is undefined', async () => {
    expect(await createEcs(answering(refusal('ClientException'))).taskDefinition('web:1')).toBeUndefined()
  })

  test('the history of deployments has the newest first, and the revision of a deployment its task definition', async () => {
    const ecs = createEcs(
      answering(
        answer({
          serviceDeployments: [
            { status: 'SUCCESSFUL', targetServiceRevisionArn: 'r1', createdAt: 1 },
            { status: 'ROLLBACK_SUCCESSFUL', statusReason: 'why', createdAt: 2 },
          ],
        }),
        answer({ serviceRevisions: [{ taskDefinition: 'arn:web:1' }] }),
      ),
    )
    expect(await ecs.serviceDeployments('shop', 'web', new Date(0))).toMatchObject([
      { status: 'ROLLBACK_SUCCESSFUL', reason: 'why', targetRevision: null },
      { status: 'SUCCESSFUL', targetRevision: 'r1' },
    ])
    expect(await ecs.revisionTaskDefinition('r1')).toBe('arn:web:1')
  })

  test('instances have their free resources, taken ports and attributes', async () => {
    const ecs = createEcs(
      answering(
        answer({ containerInstanceArns: ['arn:c'] }),
        answer({
          containerInstances: [
            {
              containerInstanceArn: 'arn:c',
              ec2InstanceId: 'i-1',
              status: 'ACTIVE',
              agentConnected: true,
              capacityProviderName: 'fleet',
              attributes: [{ name: 'ecs.cpu-architecture', value: 'arm64' }],
              remainingResources: [
                { name: 'CPU', integerValue: 1024 },
                { name: 'MEMORY', integerValue: 900 },
                { name: 'PORTS', stringSetValue: ['22'] },
              ],
            },
          ],
        }),
      ),
    )
    expect(await ecs.placementInstances('shop')).toEqual([
      {
        arn: 'arn:c',
        instanceId: 'i-1',
        isTaking: true,
        cpu: 1024,
        memory: 900,
        tcpPorts: ['22'],
        udpPorts: [],
        attributes: { 'ecs.cpu-architecture': 'arm64' },
        capacityProvider: 'fleet',
      },
    ])
  })

  test('managed scaling is that of one of the capacity providers', async () => {
    const ecs = createEcs(
      answering(
        answer({ clusters: [{ defaultCapacityProviderStrategy: [{ capacityProvider: 'fleet' }] }] }),
        answer({
          capacityProviders: [{ autoScalingGroupProvider: { managedScaling: { status: 'ENABLED' } } }],
        }),
      ),
    )
    expect(await ecs.defaultCapacityProviders('shop')).toEqual(['fleet'])
    expect(await ecs.hasManagedScaling(['fleet'])).toBe(true)
    expect(await ecs.hasManagedScaling([])).toBe(false)
  })
})

describe('ECR', () => {
  test('an image has its digest and the time of its push', async () => {
    const details = { imageDigest: 'sha256:a', imageTags: ['1'], imagePushedAt: 7 }
    expect(
      await createEcr(answering(answer({ imageDetails: [details] }))).image('web', { tag: '1' }),
    ).toEqual({
      isFound: true,
      digest: 'sha256:a',
      tags: ['1'],
      pushedAt: new Date(7000),
    })
  })

  test('a missing image and a missing repository are told apart', async () => {
    const ecr = createEcr(
      answering(refusal('ImageNotFoundException'), refusal('RepositoryNotFoundException')),
    )
    expect(await ecr.image('web', { tag: '1' })).toEqual({ isFound: false, missing: 'image' })
    expect(await ecr.image('web', { digest: 'sha256:a' })).toEqual({ isFound: false, missing: 'repository' })
  })

  test('the prefixes of pull through cache rules are read from all pages', async () => {
    const rules = (prefix: string, more: Content = {}) =>
      answer({ pullThroughCacheRules: [{ ecrRepositoryPrefix: prefix }], ...more })
    const ecr = createEcr(answering(rules('docker-hub', { nextToken: '2' }), rules('quay')))
    expect(await ecr.cachePrefixes()).toEqual(['docker-hub', 'quay'])
  })

  const manifest = (content: Content) => answer({ images: [{ imageManifest: JSON.stringify(content) }] })

  test('the architectures of an index are in it', async () => {
    const manifests = ['amd64', 'arm64', 'unknown'].map(architecture => ({ platform: { architecture } }))
    const ecr = createEcr(answering(manifest({ manifests })))
    expect(await ecr.architectures('web', { tag: '1' })).toEqual(['amd64', 'arm64'])
  })

  test('the architecture of a single image is in its configuration, at the address that ECR gives', async () => {
    const registry = answering(
      manifest({ config: { digest: 'sha256:c' } }),
      answer({ downloadUrl: 'https://layers.example.com/c?Signature=s' }),
      answer({ architecture: 'arm64' }),
    )
    expect(await createEcr(registry).architectures('web', { tag: '1' })).toEqual(['arm64'])
    expect(registry.hosts.at(-1)).toBe('layers.example.com')
  })
})

test('a target has its state and why it is not healthy', async () => {
  const target = `<Target><Id>i-1</Id><Port>32768</Port></Target><TargetHealth><State>unhealthy</State><Description>Health checks failed with these codes: [503]</Description></TargetHealth>`
  const body = `<TargetHealthDescriptions>${list('member', [target])}</TargetHealthDescriptions>`
  const elb = createElb(answering(queryAnswer('DescribeTargetHealth', body)))
  expect(await elb.targets('arn:t')).toEqual([
    {
      id: 'i-1',
      port: 32768,
      state: 'unhealthy',
      description: 'Health checks failed with these codes: [503]',
    },
  ])
})

test('a target group has its health check', async () => {
  const group =
    '<HealthCheckPath>/health</HealthCheckPath><HealthCheckProtocol>HTTP</HealthCheckProtocol><HealthCheckIntervalSeconds>10</HealthCheckIntervalSeconds><UnhealthyThresholdCount>3</UnhealthyThresholdCount><Matcher><HttpCode>200</HttpCode></Matcher>'
  const body = `<TargetGroups>${list('member', [group])}</TargetGroups>`
  const elb = createElb(answering(queryAnswer('DescribeTargetGroups', body)))
  expect(await elb.healthCheck('arn:t')).toMatchObject({
    path: '/health',
    matcher: '200',
    intervalSeconds: 10,
    unhealthyThreshold: 3,
  })
})

test('the log of a stream has its last lines, and none if it does not exist', async () => {
  const service = answering(
    answer({ events: [{ message: 'a' }, { message: 'b' }] }),
    refusal('ResourceNotFoundException'),
  )
  const logs = createLogs(service)
  expect(await logs.lastLines('/shop', 'web/app/1', 20)).toEqual(['a', 'b'])
  expect(JSON.parse(service.requests[0] ?? '')).toMatchObject({ limit: 20, startFromHead: false })
  expect(await logs.lastLines('/shop', 'web/app/2', 20)).toEqual([])
})
