import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { awsCli } from '#test/helpers/aws-cli.ts'
import { bakedImage, type ToolRequest } from '#test/helpers/bake.ts'
import { type DeployAnswer, deploy, makeInitialProject } from '#test/helpers/deploy.ts'
import type { TestProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { connectStackFleets, type StackFleet, type StackFleets } from '#test/helpers/stack-fleets.ts'

const minutes = 60_000
const stackName = 'shop-dev-cluster'
const autoScalingRole = 'aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling'

/** From `packer-ecs init` on; what the parameters ask for is looked at as it exists, by the aws cli. */
describe.skipIf(!canRunSandbox)("the cluster's parameters", () => {
  let sandbox: TestSandbox
  let project: TestProject
  let request: ToolRequest
  let fleets: StackFleets
  let created: StackFleet
  let key: string
  let cluster: string
  let securityGroup: string

  beforeAll(async () => {
    sandbox = await startSandbox()
    project = await makeInitialProject(sandbox, 'shop')
    request = { sandbox, project }
    fleets = connectStackFleets(sandbox)
    const [made] = await Promise.all([makeKey(), bakedImage(request)])
    key = made
    await writeParameters({
      Scaling: 'alarms',
      CpuReservationHigh: '80',
      CpuReservationLow: '20',
      MemoryReservationHigh: '85',
      MemoryReservationLow: '25',
      SshCidr: '203.0.113.0/24',
      VolumeKmsKey: key,
      DataVolumeSize: '30',
      ContainerInsights: 'enhanced',
      LogGroupDeletionPolicy: 'RetainExceptOnCreate',
      LogRetentionDays: '90',
      AlternativeInstanceType1: 't3a.medium',
      OnDemandPercentage: '0',
    })
    const { document, stderr } = await deploy(request, 'cluster')
    expect(document.outcome, stderr).toBe('created')
    cluster = document.outputs.ClusterName ?? ''
    securityGroup = document.outputs.SecurityGroupId ?? ''
    created = await fleets.fleet(stackName, 'AutoScalingGroup')
  }, 5 * minutes)
  afterAll(async () => {
    await project?.remove()
    await sandbox?.remove()
  })

  /** `aws …`; only `--query` of its answer. */
  async function ask(query: string, ...words: readonly string[]): Promise<unknown> {
    const aws = await awsCli(sandbox)
    const { stdout, all } = await aws(...words, '--output', 'json', '--query', query)
    try {
      return JSON.parse(stdout)
    } catch {
      throw new Error(`aws ${words.join(' ')}: ${all}`)
    }
  }

  async function makeKey(): Promise<string> {
    const arn = String(await ask('KeyMetadata.Arn', 'kms', 'create-key'))
    const role = `arn:aws:iam::${sandbox.accountId}:role/${autoScalingRole}`
    const grant = ['--grantee-principal', role, '--operations', 'CreateGrant', 'Decrypt']
    await ask('GrantId', 'kms', 'create-grant', '--key-id', arn, ...grant)
    return arn
  }

  async function writeParameters(changed: Readonly<Record<string, string>>): Promise<void> {
    const file = join(project.folder, 'cfn/cluster/dev.cfg')
    const lines = (await readFile(file, 'utf8')).trim().split('\n')
    const kept = lines.filter(line => !Object.hasOwn(changed, line.split('=')[0] ?? ''))
    const added = Object.entries(changed).map(([name, value]) => `${name}=${value}`)
    await writeFile(file, [...kept, ...added, ''].join('\n'))
  }

  const policies = () =>
    ask(
      'ScalingPolicies[].{type:PolicyType,arn:PolicyARN,adjustment:StepAdjustments[0].ScalingAdjustment}',
      'autoscaling',
      'describe-policies',
    ) as Promise<{ type: string; arn: string; adjustment: number }[]>
  const ingress = () =>
    ask('SecurityGroups[0].IpPermissions', 'ec2', 'describe-security-groups', '--group-ids', securityGroup)

  test('alarms: two policies, and alarms on CPU and memory reservation with the thresholds given', async () => {
    const found = await policies()
    expect(found.map(({ type, adjustment }) => [type, adjustment]).sort()).toEqual([
      ['StepScaling', -1],
      ['StepScaling', 1],
    ])
    const policy = (adjustment: number) => found.find(each => each.adjustment === adjustment)?.arn
    const alarms = await ask(
      'sort_by(MetricAlarms,&AlarmName)[].{metric:MetricName,of:Dimensions[].Value,above:Threshold,does:AlarmActions,math:Metrics[?Expression].Expression}',
      'cloudwatch',
      'describe-alarms',
    )
    const high = { of: [cluster], does: [policy(1)] }
    expect(alarms).toEqual([
      expect.objectContaining({ ...high, metric: 'CPUReservation', above: 80 }),
      expect.objectContaining({ ...high, metric: 'MemoryReservation', above: 85 }),
      expect.objectContaining({ does: [policy(-1)], math: ['IF(cpu < 20 AND memory < 25, 1, 0)'] }),
    ])
  })

  test('ssh is open to the addresses given', async () => {
    expect(await ingress()).toEqual([
      expect.objectContaining({
        FromPort: 22,
        ToPort: 22,
        IpRanges: [expect.objectContaining({ CidrIp: '203.0.113.0/24' })],
      }),
    ])
  })

  test('a Spot Instance of the types given, which ECS drains when EC2 reclaims it', async () => {
    const [instance] = created.instances
    const id = instance?.instanceId ?? ''
    const query = 'Reservations[0].Instances[0].[InstanceLifecycle,InstanceType]'
    expect(await ask(query, 'ec2', 'describe-instances', '--instance-ids', id)).toEqual(['spot', 't3.medium'])
    const overrides = 'AutoScalingGroups[0].MixedInstancesPolicy.LaunchTemplate.Overrides[].InstanceType'
    expect(await ask(overrides, 'autoscaling', 'describe-auto-scaling-groups')).toEqual([
      't3.medium',
      't3a.medium',
    ])
    expect(await sandbox.inMachine(id, 'cat /etc/ecs/ecs.config')).toContain(
      'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true',
    )
  })

  test('every volume is encrypted with the key given', async () => {
    const [instance] = created.instances
    const volumes = await ask(
      'sort_by(Volumes,&Size)[].{size:Size,encrypted:Encrypted,key:KmsKeyId}',
      'ec2',
      'describe-volumes',
      '--filters',
      `Name=attachment.instance-id,Values=${instance?.instanceId}`,
    )
    expect(volumes).toEqual(Array(2).fill({ size: 30, encrypted: true, key }))
  })

  test('a data volume larger than baked has grown by the time the instance has joined', async () => {
    const [instance] = created.instances
    const size = await sandbox.inMachine(instance?.instanceId ?? '', 'df --output=size --block-size=1G /data')
    expect(Number(size.split('\n').at(-1))).toBe(30)
  })

  /** The capacity provider of each container instance; null for none. */
  const providersOf = async (name: string) => {
    const list = ['list-container-instances', '--cluster', name]
    const arns = (await ask('containerInstanceArns', 'ecs', ...list)) as string[]
    const describe = ['describe-container-instances', '--cluster', name, '--container-instances', ...arns]
    const rows = await ask('containerInstances[].[capacityProviderName]', 'ecs', ...describe)
    return (rows as [string | null][]).map(([provider]) => provider)
  }

  test('the first instance belongs to the capacity provider', async () => {
    expect(await providersOf(cluster)).toEqual([`cp-${stackName}`])
  })

  test('a stack from before the wait condition is updated, and its new instance belongs, as the old one did not', async () => {
    const name = `older-${randomUUID()}`
    const file = join(project.folder, 'cfn/cluster/template.yml')
    const previous = join(project.folder, 'previous.yml')
    await writeFile(previous, withoutWaitCondition(await readFile(file, 'utf8')))
    const changed = ['WaitForInstances', 'Scaling']
    const given = (await fleets.parameters(stackName)).filter(
      pair => !changed.includes(pair.split('=')[0] ?? ''),
    )
    const aws = await awsCli(sandbox)
    const deployed = async (body: string) => {
      const words = ['--stack-name', name, '--template-file', body, '--capabilities', 'CAPABILITY_IAM']
      const overrides = ['--parameter-overrides', ...given, 'Scaling=none']
      const { exitCode, all } = await aws('cloudformation', 'deploy', ...words, ...overrides)
      expect(exitCode, all).toBe(0)
    }
    await deployed(previous)
    const of = ['--stack-name', name, '--logical-resource-id', 'Cluster']
    const physical = 'StackResourceDetail.PhysicalResourceId'
    const older = String(await ask(physical, 'cloudformation', 'describe-stack-resource', ...of))
    expect(await providersOf(older)).toEqual([null])
    await deployed(file)
    expect(await providersOf(older)).toEqual([`cp-${name}`])
    await aws('cloudformation', 'delete-stack', '--stack-name', name)
  })

  test('container insights are as wanted', async () => {
    const settings = ['--clusters', cluster, '--include', 'SETTINGS']
    expect(await ask('clusters[0].settings', 'ecs', 'describe-clusters', ...settings)).toEqual([
      { name: 'containerInsights', value: 'enhanced' },
    ])
  })

  describe('updated to Scaling=none and no ssh', () => {
    let updated: DeployAnswer

    beforeAll(async () => {
      await writeParameters({ Scaling: 'none', SshCidr: '' })
      updated = await deploy(request, 'cluster')
    })

    test('change nothing else', () => {
      const { document, stderr } = updated
      expect(document.outcome, stderr).toBe('updated')
      expect(document.changes.map(({ action, logicalId }) => `${action} ${logicalId}`).sort()).toEqual([
        'change SecurityGroup',
        'remove CpuReservationHighAlarm',
        'remove MemoryReservationHighAlarm',
        'remove ReservationLowAlarm',
        'remove ScaleInPolicy',
        'remove ScaleOutPolicy',
      ])
    })

    test('leave no policy, no alarm and no open port, and the group as it was', async () => {
      expect(await policies()).toEqual([])
      expect(await ask('MetricAlarms', 'cloudwatch', 'describe-alarms')).toEqual([])
      expect(await ingress()).toEqual([])
      expect(await fleets.fleet(stackName, 'AutoScalingGroup')).toEqual(created)
    })
  })

  // The last one: it deletes the stack.
  test('log groups that are to be kept outlive the stack', async () => {
    const aws = await awsCli(sandbox)
    await aws('cloudformation', 'delete-stack', '--stack-name', stackName)
    const waited = await aws('cloudformation', 'wait', 'stack-delete-complete', '--stack-name', stackName)
    expect(waited.exitCode, waited.all).toBe(0)
    expect(
      await ask('clusters[?status==`ACTIVE`]', 'ecs', 'describe-clusters', '--clusters', cluster),
    ).toEqual([])
    const prefix = ['--log-group-name-prefix', `/${stackName}/`]
    expect(await ask('logGroups[].retentionInDays', 'logs', 'describe-log-groups', ...prefix)).toEqual(
      Array(6).fill(90),
    )
  })
})

/** The template as it was when the group waited for its first instances, which registered at once. */
function withoutWaitCondition(template: string): string {
  const policy =
    'CreationPolicy: {ResourceSignal: {Count: !Ref DesiredCapacity, Timeout: !Ref SignalTimeout}}'
  return template
    .replaceAll(/^ *(WAIT_CONDITION|CAPACITY_PROVIDER)=.*\n/gm, '')
    .replace('    UpdatePolicy:', `    ${policy}\n    UpdatePolicy:`)
}
