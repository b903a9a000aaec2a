import {
  CreateAutoScalingGroupCommand,
  DeleteAutoScalingGroupCommand,
  SetDesiredCapacityCommand,
  SetInstanceProtectionCommand,
  TerminateInstanceInAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import { CreateLaunchTemplateCommand } from '@aws-sdk/client-ec2'
import {
  CreateCapacityProviderCommand,
  CreateServiceCommand,
  DescribeCapacityProvidersCommand,
  DescribeServicesCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs'
import { AddRoleToInstanceProfileCommand, CreateInstanceProfileCommand, IAMClient } from '@aws-sdk/client-iam'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { connectFleet, type Fleet } from '#test/helpers/auto-scaling.ts'
import { type Cloud, connectCloud } from '#test/helpers/cloud.ts'
import { directoryOf } from '#test/helpers/directory.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { standInAgent } from '#test/helpers/stand-in-agent.ts'

const patience = { timeout: 120_000, interval: 200 }
const cluster = 'production'
const group = 'fleet'

describe.skipIf(!canRunSandbox)('auto scaling groups', () => {
  let sandbox: TestSandbox
  let cloud: Cloud
  let fleet: Fleet
  let agent: ReturnType<typeof standInAgent>

  beforeAll(async () => {
    sandbox = await startSandbox()
    cloud = connectCloud(sandbox)
    fleet = connectFleet(sandbox)
    // The image does not exist; the agents of the instances would report that.
    await sandbox.cli('fault', 'ecs:Poll', '--hold', '--times', '1000')
    agent = standInAgent(fleet.ecs, cluster)
    await cloud.createCluster(cluster)
    await cloud.createInstanceProfile('instances')
    const { arn } = await fleet.createGroup({ name: group, cluster, profile: 'instances', desired: 1 })
    await fleet.ecs.send(
      new CreateCapacityProviderCommand({
        name: 'drains',
        autoScalingGroupProvider: { autoScalingGroupArn: arn, managedDraining: 'ENABLED' },
      }),
    )
    await fleet.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'sleep',
        containerDefinitions: [{ name: 'sleep', image: 'busybox', memory: 64, cpu: 10 }],
      }),
    )
  })
  afterAll(async () => {
    await agent.close()
    await sandbox.remove()
  })

  const setDesired = (DesiredCapacity: number) =>
    fleet.autoScaling.send(new SetDesiredCapacityCommand({ AutoScalingGroupName: group, DesiredCapacity }))
  const states = async () => (await fleet.instances(group)).map(({ LifecycleState }) => LifecycleState)
  const joined = (count: number) =>
    vi.waitFor(async () => {
      expect(await states()).toEqual(Array.from({ length: count }, () => 'InService'))
      expect(await fleet.containerInstances(cluster)).toHaveLength(count)
    }, patience)
  const terminate = (InstanceId: string) =>
    fleet.autoScaling.send(
      new TerminateInstanceInAutoScalingGroupCommand({ InstanceId, ShouldDecrementDesiredCapacity: false }),
    )

  test('an instance boots from the launch template and joins with the rights of its role', async () => {
    await joined(1)
    const [instance] = await fleet.instances(group)
    expect(instance?.LaunchTemplate).toMatchObject({ LaunchTemplateName: group, Version: '1' })
    expect(await fleet.activities(group)).toEqual(['Successful'])
  })

  test('more are wanted: another boots; fewer: a machine and its container instance go', async () => {
    await setDesired(2)
    await joined(2)
    await setDesired(1)
    await joined(1)
    await vi.waitFor(async () => {
      const { machines } = JSON.parse(await sandbox.cli('status', '--json')) as { machines: unknown[] }
      expect(machines).toHaveLength(1)
    }, patience)
  })

  test('an instance with a task drains until the task is over, while its successor works', async () => {
    const task = { cluster, taskDefinition: 'sleep', launchType: 'EC2' } as const
    const { tasks: [running] = [] } = await fleet.ecs.send(new RunTaskCommand(task))
    const [old] = await fleet.instances(group)
    await terminate(old?.InstanceId ?? '')
    await vi.waitFor(async () => expect(await states()).toEqual(['Terminating:Wait', 'InService']), patience)
    const draining = (await fleet.containerInstances(cluster)).find(
      ({ ec2InstanceId }) => ec2InstanceId === old?.InstanceId,
    )
    expect(draining).toMatchObject({ status: 'DRAINING', runningTasksCount: 1 })
    await fleet.ecs.send(new StopTaskCommand({ cluster, task: running?.taskArn }))
    await joined(1)
  })

  test("a service's tasks move on, the new one first", async () => {
    const service = { cluster, serviceName: 'web', taskDefinition: 'sleep', desiredCount: 2 }
    await fleet.ecs.send(new CreateServiceCommand({ ...service, launchType: 'EC2' }))
    const [old] = await fleet.containerInstances(cluster)
    await terminate(old?.ec2InstanceId ?? '')
    await joined(1)
    const [successor] = await fleet.containerInstances(cluster)
    const containerInstance = successor?.containerInstanceArn
    const { taskArns } = await fleet.ecs.send(
      new ListTasksCommand({ cluster, containerInstance, desiredStatus: 'RUNNING' }),
    )
    expect(taskArns).toHaveLength(2)
    const described = await fleet.ecs.send(new DescribeServicesCommand({ cluster, services: ['web'] }))
    expect(described.services?.[0]).toMatchObject({ runningCount: 2, pendingCount: 0 })
  })

  test("a capacity provider's name is taken once, and all are described when none is named", async () => {
    const { capacityProviders = [] } = await fleet.ecs.send(new DescribeCapacityProvidersCommand({}))
    expect(capacityProviders.map(({ name }) => name)).toEqual(['drains'])
    const { autoScalingGroupArn } = capacityProviders[0]?.autoScalingGroupProvider ?? {}
    const again = new CreateCapacityProviderCommand({
      name: 'drains',
      autoScalingGroupProvider: { autoScalingGroupArn },
    })
    await expect(fleet.ecs.send(again)).rejects.toMatchObject({
      name: 'ClientException',
      message: expect.stringContaining('The specified capacity provider already exists.'),
    })
  })

  test('a launch that fails is told by the activities and tried again', async () => {
    await sandbox.cli('fault', 'autoscaling:LaunchInstance', '--error', 'Client.InternalError')
    await setDesired(2)
    await joined(2)
    expect(await fleet.activities(group)).toContain(
      'Cancelled Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.InternalError: Client error on launch',
    )
  })

  test('a launch template with an AMI that does not exist is refused', async () => {
    const LaunchTemplateName = 'broken'
    const LaunchTemplateData = { ImageId: 'ami-0123', InstanceType: 't3.small' as const }
    await cloud.ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName, LaunchTemplateData }))
    const broken = new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'broken',
      MinSize: 1,
      MaxSize: 1,
      LaunchTemplate: { LaunchTemplateName, Version: '1' },
      AvailabilityZones: ['us-east-1a'],
    })
    await expect(fleet.autoScaling.send(broken)).rejects.toThrow("The image id '[ami-0123]' does not exist")
  })

  test("an instance whose role names another cluster is refused, in ECS's words", async () => {
    const Action = 'ecs:RegisterContainerInstance'
    const Resource = `arn:aws:ecs:us-east-1:${sandbox.accountId}:cluster/other`
    await directoryOf(sandbox).role('stranger', [], [{ Effect: 'Allow', Action, Resource }])
    const iam = new IAMClient(sandbox.clientOptions)
    const profile = { InstanceProfileName: 'stranger' }
    await iam.send(new CreateInstanceProfileCommand(profile))
    await iam.send(new AddRoleToInstanceProfileCommand({ ...profile, RoleName: 'stranger' }))
    await fleet.createGroup({ name: 'strangers', cluster, profile: 'stranger', desired: 1 })
    const [instance] = await fleet.instances('strangers')
    await vi.waitFor(async () => {
      const log = await sandbox.inMachine(instance?.InstanceId ?? '', 'cat /var/log/ecs/ecs-agent.log')
      expect(log).toContain(`is not authorized to perform: ${Action} on resource`)
    }, patience)
  })

  test('protected instances stay when fewer are wanted, and managed protection needs a group that protects', async () => {
    const ids = (await fleet.instances(group)).map(({ InstanceId = '' }) => InstanceId)
    const protect = (ProtectedFromScaleIn: boolean) =>
      fleet.autoScaling.send(
        new SetInstanceProtectionCommand({
          AutoScalingGroupName: group,
          InstanceIds: ids,
          ProtectedFromScaleIn,
        }),
      )
    await protect(true)
    await setDesired(1)
    expect(await fleet.activities(group)).toContain(
      'Cancelled Could not scale to desired capacity because all remaining instances are protected from scale-in.',
    )
    await joined(2)
    await protect(false)
    await joined(1)
    const provider = new CreateCapacityProviderCommand({
      name: 'protects',
      autoScalingGroupProvider: { autoScalingGroupArn: group, managedTerminationProtection: 'ENABLED' },
    })
    await expect(fleet.ecs.send(provider)).rejects.toThrow(
      'the Auto Scaling group must have instance protection from scale in enabled',
    )
  })

  test('a group with instances goes by force only, and they go with it', async () => {
    const AutoScalingGroupName = group
    const remove = (ForceDelete: boolean) =>
      fleet.autoScaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete }))
    await expect(remove(false)).rejects.toThrow(
      'You cannot delete an AutoScalingGroup while there are instances',
    )
    await remove(true)
    await vi.waitFor(async () => expect(await fleet.containerInstances(cluster)).toEqual([]), patience)
  })
})
