import { expect, test } from 'vitest'
import type { Ecr, StoredImage } from '#src/aws/ecr.ts'
import type { Ecs } from '#src/aws/ecs.ts'
import type { ResourceChange } from '#src/aws/stack.ts'
import { toTaskDefinition } from '#src/aws/task-definition.ts'
import { masking } from '#src/stacks/plan/masking.ts'
import { planService, serviceWarnings } from '#src/stacks/services/plan-service.ts'
import { serviceFacts } from '#src/stacks/services/service-facts.ts'
import { evaluator } from '#src/stacks/template/evaluate.ts'
import type { Template } from '#src/stacks/template/template.ts'
import { fakeCloudFormation } from '#test/helpers/fake-cloudformation.ts'
import { fakeContext } from '#test/helpers/stacks-context.ts'
import { change } from '#test/unit/src/stacks/plan/change.ts'
import { service, serviceArn } from './ecs-world.ts'
import { instance } from './placement-instance.ts'

const evaluateNothing = () => undefined
const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com'
const unknownYet = '{{changeSet:KNOWN_AFTER_APPLY}}'

const template = {
  resources: {
    Service: {
      type: 'AWS::ECS::Service',
      properties: { TaskDefinition: { Ref: 'Task' } },
      updatePolicy: null,
      creationPolicy: null,
    },
  },
  conditions: {},
  mappings: {},
} as unknown as Template

function container(image: string, more: object = {}) {
  return { Name: 'app', Image: image, Cpu: '256', MemoryReservation: '512', ...more }
}

function changes(image: string, more: object = {}, ofService: object = {}): ResourceChange[] {
  return [
    change({
      logicalId: 'Task',
      type: 'AWS::ECS::TaskDefinition',
      replacement: 'True',
      propertiesAfter: { ContainerDefinitions: [container(image, more)] },
    }),
    change({
      logicalId: 'Service',
      physicalId: serviceArn,
      type: 'AWS::ECS::Service',
      propertiesAfter: { Cluster: 'shop', TaskDefinition: unknownYet, DesiredCount: '2', ...ofService },
    }),
  ]
}

const stored = (tag: string): StoredImage => ({
  isFound: true,
  digest: `sha256:${tag}`,
  tags: [tag],
  pushedAt: new Date('2026-11-21T10:00:00Z'),
})

interface World {
  readonly images?: Readonly<Record<string, StoredImage>>
  readonly architectures?: string[]
  readonly instances?: ReturnType<typeof instance>[]
  readonly isScaled?: boolean
  readonly defaults?: string[]
  /** Undefined: the call is denied. */
  readonly cachePrefixes?: string[]
}

function context({
  images = {},
  architectures = [],
  instances = [instance()],
  isScaled = false,
  defaults = ['fleet'],
  cachePrefixes,
}: World) {
  const { context: base } = fakeContext(fakeCloudFormation(undefined))
  const ecs: Partial<Ecs> = {
    services: async () => [service()],
    taskDefinition: async () =>
      toTaskDefinition({
        containerDefinitions: [{ name: 'app', image: `${registry}/web:1`, cpu: 256, memoryReservation: 512 }],
      }),
    placementInstances: async () => instances,
    defaultCapacityProviders: async () => defaults,
    hasManagedScaling: async () => isScaled,
  }
  const ecr: Ecr = {
    image: async (repository, id) =>
      images[`${repository}:${'tag' in id ? id.tag : id.digest}`] ?? { isFound: false, missing: 'image' },
    architectures: async () => architectures,
    cachePrefixes: async () => {
      if (cachePrefixes === undefined) throw new Error('denied')
      return cachePrefixes
    },
  }
  return {
    ...base,
    clients: { ...base.clients, ecs: async () => ecs as Ecs, ecr: async () => ecr },
  }
}

const both = { 'web:1': stored('1'), 'web:2': stored('2') }

async function planned(given: ResourceChange[], world: World) {
  const [facts] = await serviceFacts({ changes: given }, template, evaluateNothing, context(world))
  if (facts === undefined) throw new Error('no service')
  return { plan: planService(facts, masking([])), warnings: serviceWarnings(facts) }
}

test('a change set without a service makes no call', async () => {
  const { context: base } = fakeContext(fakeCloudFormation(undefined))
  expect(await serviceFacts({ changes: [change({})] }, template, evaluateNothing, base)).toEqual([])
})

test('the plan shows the image, old and new, the other changes, and how the tasks are replaced', async () => {
  const { plan, warnings } = await planned(changes(`${registry}/web:2`, { Cpu: '128' }), { images: both })
  expect(plan).toEqual({
    logicalId: 'Service',
    name: 'web',
    action: 'change',
    images: [
      {
        container: 'app',
        before: {
          name: 'web:1',
          digest: 'sha256:1',
          pushedAt: '2026-11-21T10:00:00.000Z',
          notChecked: null,
        },
        after: { name: 'web:2', digest: 'sha256:2', pushedAt: '2026-11-21T10:00:00.000Z', notChecked: null },
      },
    ],
    changes: [{ what: 'app: CPU', before: '256', after: '128' }],
    rollout: '2 tasks, all at once, never fewer than 2',
  })
  expect(warnings).toEqual([])
})

test('a missing image is an error that names repository and tag', async () => {
  await expect(planned(changes(`${registry}/web:3`), { images: both })).rejects.toMatchObject({
    code: 'IMAGE_NOT_FOUND',
    exitStatus: 1,
    message: 'the repository web in us-east-1 has no image with the tag 3',
  })
})

test('a missing repository is named, and so is a missing digest', async () => {
  const images = { 'gone:1': { isFound: false, missing: 'repository' } } as const
  await expect(planned(changes(`${registry}/gone:1`), { images })).rejects.toThrow(
    'the repository gone of the image does not exist in us-east-1 (tag 1)',
  )
  await expect(planned(changes(`${registry}/web@sha256:abc`), { images: both })).rejects.toThrow(
    'has no image with the digest sha256:abc',
  )
})

test.each(['docker-hub', 'ROOT'])('an image of the pull through cache %s may not exist yet', async prefix => {
  const image = `${registry}/docker-hub/library/nginx:1`
  const { plan } = await planned(changes(image), { images: both, cachePrefixes: [prefix] })
  expect(plan.images[0]?.after).toMatchObject({
    notChecked: 'ECR gets it from another registry when a task pulls it',
  })
  await expect(planned(changes(image), { images: both, cachePrefixes: ['docker'] })).rejects.toMatchObject({
    code: 'IMAGE_NOT_FOUND',
  })
})

test('that the running image was deleted is no error', async () => {
  const { plan } = await planned(changes(`${registry}/web:2`), { images: { 'web:2': stored('2') } })
  expect(plan.images[0]?.before).toMatchObject({ name: 'web:1', notChecked: 'it is deleted' })
})

test.each(['nginx:1.27', '999999999999.dkr.ecr.us-east-1.amazonaws.com/web:1'])(
  'an image of another registry is not checked: %s',
  async image => {
    const { plan } = await planned(changes(image), { images: both })
    expect(plan.images[0]?.after).toMatchObject({
      notChecked: 'the registry is not ECR in this account',
      pushedAt: null,
    })
  },
)

test('an image name that only CloudFormation knows is said to be unknown', async () => {
  const { plan } = await planned(changes(unknownYet), { images: both })
  expect(plan.images[0]?.after).toMatchObject({
    name: null,
    notChecked: 'its name is known only while the change is applied',
  })
})

test('an image that no instance can run is an error', async () => {
  const world = { images: both, architectures: ['arm64'] }
  await expect(planned(changes(`${registry}/web:2`), world)).rejects.toMatchObject({
    code: 'IMAGE_OTHER_ARCHITECTURE',
    message: 'the image web:2 of container app is for arm64, but the instances are x86_64',
  })
})

test('an image that some instances cannot run is a warning', async () => {
  const arm = instance({ instanceId: 'i-arm', attributes: { 'ecs.cpu-architecture': 'arm64' } })
  const world = { images: both, architectures: ['arm64'], instances: [instance(), arm] }
  expect((await planned(changes(`${registry}/web:2`), world)).warnings).toEqual([
    'Service: the image of app is for arm64, but i-1 cannot run it.',
  ])
})

test('only instances that may take a task count for the architecture', async () => {
  const arm = { attributes: { 'ecs.cpu-architecture': 'arm64', role: 'web' } }
  const placement = { PlacementConstraints: [{ Type: 'memberOf', Expression: 'attribute:role == web' }] }
  const given = changes(`${registry}/web:2`, {}, placement)
  const instances = [instance(arm), instance({ instanceId: 'i-other' })]
  await expect(planned(given, { images: both, architectures: ['amd64'], instances })).rejects.toMatchObject({
    code: 'IMAGE_OTHER_ARCHITECTURE',
  })
  const draining = [instance(), instance({ ...arm, instanceId: 'i-drains', isTaking: false })]
  const world = { images: both, architectures: ['amd64'], instances: draining }
  expect((await planned(changes(`${registry}/web:2`), world)).warnings).toEqual([])
})

test('with managed scaling, an image that no instance can run is a warning', async () => {
  const world = { images: both, architectures: ['arm64'], isScaled: true }
  expect((await planned(changes(`${registry}/web:2`), world)).warnings).toEqual([
    'Service: the image of app is for arm64, but i-1 cannot run it.',
  ])
})

test('a cluster without room is a warning that names what each instance lacks', async () => {
  const world = { images: both, instances: [instance({ memory: 100 })] }
  expect((await planned(changes(`${registry}/web:2`), world)).warnings).toEqual([
    'Service: no instance has room for a task (CPU 256, memory 512 MiB): i-1 lacks memory (100 of 512 MiB free). The deployment waits until there is room: add instances, or reserve less.',
  ])
})

test('the warning names a fixed host port, of which an instance has only one', async () => {
  const ports = { PortMappings: [{ ContainerPort: 80, HostPort: 8085 }] }
  const given = changes(`${registry}/web:2`, ports).map(one => ({
    ...one,
    action: 'Add' as const,
    physicalId: null,
    replacement: null,
  }))
  expect((await planned(given, { images: both })).warnings).toEqual([
    expect.stringMatching(/room for 1 of 2 tasks \(CPU 256, memory 512 MiB, host port 8085\)/),
  ])
})

test('with managed scaling, the capacity provider adds instances', async () => {
  const world = { images: both, instances: [], isScaled: true }
  expect((await planned(changes(`${registry}/web:2`), world)).warnings).toEqual([
    'Service: the cluster has no instance that takes tasks. The capacity provider adds instances.',
  ])
})

test('a deployment that may stop old tasks first needs no room', async () => {
  const world = { images: both, instances: [instance({ memory: 100 })] }
  const configuration = { DeploymentConfiguration: { MinimumHealthyPercent: 50, MaximumPercent: 100 } }
  const { plan, warnings } = await planned(changes(`${registry}/web:2`, {}, configuration), world)
  expect(plan.rollout).toBe('2 tasks, 1 at a time, never fewer than 1')
  expect(warnings).toEqual([])
})

test('percentages that let ECS do nothing are a warning', async () => {
  const configuration = { DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 100 } }
  const { warnings } = await planned(changes(`${registry}/web:2`, {}, configuration), { images: both })
  expect(warnings).toEqual([expect.stringMatching(/the deployment never begins/)])
})

test('a new service starts its tasks, and needs room for all of them', async () => {
  const added = changes(`${registry}/web:2`).map(one => ({
    ...one,
    action: 'Add' as const,
    physicalId: null,
    replacement: null,
  }))
  const { plan, warnings } = await planned(added, { images: both, instances: [instance({ memory: 600 })] })
  expect(plan).toMatchObject({
    name: null,
    action: 'add',
    images: [{ before: null, after: { name: 'web:2' } }],
    rollout: 'starts 2 tasks',
  })
  expect(warnings).toEqual([expect.stringMatching(/there is room for 1 of 2 tasks/)])
})

const added = (ofService: object): ResourceChange[] =>
  changes(`${registry}/web:2`, {}, ofService).map(one => ({
    ...one,
    action: 'Add' as const,
    physicalId: null,
    replacement: null,
  }))

test.each([
  ['launch type FARGATE', { LaunchType: 'FARGATE' }],
  ['launch type EXTERNAL', { LaunchType: 'EXTERNAL' }],
  ['provider FARGATE_SPOT', { CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }] }],
])('the container instances do not matter to a service with the %s', async (_, ofService) => {
  const world = { images: both, architectures: ['arm64'], instances: [instance({ memory: 100 })] }
  const { plan, warnings } = await planned(added(ofService), world)
  expect(plan.rollout).toBe('starts 2 tasks')
  expect(warnings).toEqual([])
})

test('without a launch type, the default strategy of the cluster decides', async () => {
  const world = { images: both, architectures: ['arm64'], defaults: ['FARGATE'] }
  expect((await planned(added({}), world)).warnings).toEqual([])
  await expect(planned(added({ LaunchType: 'EC2' }), world)).rejects.toMatchObject({
    code: 'IMAGE_OTHER_ARCHITECTURE',
  })
})

test('a daemon service runs one task on each instance, and stops it before the new one starts', async () => {
  const daemon = { SchedulingStrategy: 'DAEMON', DesiredCount: undefined }
  const world = { images: both, instances: [instance(), instance({ instanceId: 'i-2' })] }
  expect((await planned(added(daemon), world)).plan.rollout).toBe(
    'starts one task on each container instance',
  )
  const { plan, warnings } = await planned(changes(`${registry}/web:2`, {}, daemon), {
    images: both,
    instances: [instance({ memory: 100 })],
  })
  expect(plan.rollout).toBe(
    'one task on each container instance: the old one stops before the new one starts',
  )
  expect(warnings).toEqual([])
})

test('a change that keeps the task definition replaces no tasks', async () => {
  const [, ofService] = changes('', {}, { TaskDefinition: service().taskDefinition, DesiredCount: '3' })
  if (ofService === undefined) throw new Error('no change')
  const { plan } = await planned([ofService], { images: both })
  expect(plan).toMatchObject({ images: [], changes: [], rollout: 'scales from 2 to 3 tasks' })
})

test('without the properties of the change set, those of the template are evaluated', async () => {
  const image = { 'Fn::Sub': '${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/web:${Tag}' }
  const own = {
    ...template,
    resources: {
      ...template.resources,
      Task: {
        type: 'AWS::ECS::TaskDefinition',
        properties: { ContainerDefinitions: [{ Name: 'app', Image: image }] },
        updatePolicy: null,
        creationPolicy: null,
      },
    },
  } as unknown as Template
  const given = changes('').map(({ propertiesAfter: _, ...one }) => one)
  const values = {
    'AWS::AccountId': '123456789012',
    'AWS::Region': 'us-east-1',
    'AWS::URLSuffix': 'amazonaws.com',
    Tag: '2',
  }
  const [facts] = await serviceFacts(
    { changes: given },
    own,
    evaluator(own, values),
    context({ images: both }),
  )
  expect(facts?.after?.containers[0]?.image).toBe(`${registry}/web:2`)
})

test.each([
  ['not written is the default one', {}, 1],
  ['an import is unknown', { Cluster: { 'Fn::ImportValue': 'cluster' } }, 0],
])('without the properties of the change set, a cluster that is %s', async (_, ofService, count) => {
  const resource = { type: 'AWS::ECS::Service', properties: { TaskDefinition: 'web:2', ...ofService } }
  const own = { ...template, resources: { Service: resource } } as unknown as Template
  const given = added({})
    .slice(1)
    .map(({ propertiesAfter: _omitted, ...one }) => one)
  const world = context({ images: both, instances: [instance({ memory: 100 })] })
  const facts = await serviceFacts({ changes: given }, own, evaluator(own, {}), world)
  expect(facts.flatMap(serviceWarnings)).toHaveLength(count)
})
