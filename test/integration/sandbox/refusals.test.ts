import { AutoScalingClient, CreateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling'
import {
  CreateFleetCommand,
  CreateImageCommand,
  CreateLaunchTemplateCommand,
  CreateTagsCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2'
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const recommended = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'
const patiently = { timeout: 60_000, interval: 100 }

/** What AWS refuses although the call looks right. */
describe.skipIf(!canRunSandbox)('the sandbox refuses', () => {
  let sandbox: TestSandbox
  let ec2: EC2Client
  let ImageId: string

  beforeAll(async () => {
    sandbox = await startSandbox()
    ec2 = new EC2Client(sandbox.clientOptions)
    const ssm = new SSMClient(sandbox.clientOptions)
    ImageId = (await ssm.send(new GetParameterCommand({ Name: recommended }))).Parameter?.Value ?? ''
  })
  afterAll(() => sandbox.remove())

  async function launch(KmsKeyId?: string): Promise<string> {
    const Ebs = { VolumeSize: 1, Encrypted: true, ...(KmsKeyId === undefined ? {} : { KmsKeyId }) }
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({
        ImageId,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        BlockDeviceMappings: [{ DeviceName: '/dev/xvdcy', Ebs }],
      }),
    )
    return Instances[0]?.InstanceId ?? ''
  }

  test('the first type of a fleet that the region does not have, but not the next one, and a dry run needs no template', async () => {
    const data = { ImageId, InstanceType: 't3.large' } as const
    await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: 'fleet', LaunchTemplateData: data }))
    const fleet = (LaunchTemplateName: string, DryRun = false) =>
      ec2.send(
        new CreateFleetCommand({
          Type: 'instant',
          DryRun,
          TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'spot' },
          LaunchTemplateConfigs: [
            {
              LaunchTemplateSpecification: { LaunchTemplateName, Version: '1' },
              Overrides: [{ InstanceType: 't99.large' as never }, { InstanceType: 't3.micro' }],
            },
          ],
        }),
      )
    const { Errors, Instances } = await fleet('fleet')
    expect(Errors).toMatchObject([{ ErrorMessage: expect.stringContaining('t99.large') }])
    expect(Instances).toMatchObject([{ InstanceType: 't3.micro' }])
    await expect(fleet('absent', true)).rejects.toMatchObject({ name: 'DryRunOperation' })
  })

  test('a launch, and a group, with a key pair that does not exist', async () => {
    const data = { ImageId, InstanceType: 't3.micro', KeyName: 'absent' } as const
    await expect(
      ec2.send(new RunInstancesCommand({ ...data, MinCount: 1, MaxCount: 1 })),
    ).rejects.toMatchObject({
      name: 'InvalidKeyPair.NotFound',
      message: "The key pair 'absent' does not exist",
    })
    await ec2.send(new CreateLaunchTemplateCommand({ LaunchTemplateName: 'keyed', LaunchTemplateData: data }))
    const groups = new AutoScalingClient(sandbox.clientOptions)
    await expect(
      groups.send(
        new CreateAutoScalingGroupCommand({
          AutoScalingGroupName: 'keyed',
          MinSize: 0,
          MaxSize: 0,
          AvailabilityZones: ['us-east-1a'],
          LaunchTemplate: { LaunchTemplateName: 'keyed', Version: '$Latest' },
        }),
      ),
    ).rejects.toMatchObject({
      message: "You must use a valid fully-formed launch template. The key pair 'absent' does not exist",
    })
  })

  test.each([
    ['is missing', 'Client.InvalidKMSKey.NotFound'],
    ['is disabled', 'Client.InvalidKMSKey.InvalidState'],
  ])('a launch whose KMS key %s, by terminating the instance', async (what, code) => {
    const kms = new KMSClient(sandbox.clientOptions)
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
    const KeyId = KeyMetadata?.KeyId ?? ''
    await kms.send(new DisableKeyCommand({ KeyId }))
    const instance = await launch(what === 'is disabled' ? KeyId : '01234567-89ab-cdef-0123-456789abcdef')
    await vi.waitFor(async () => {
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance] }))
      expect(Reservations[0]?.Instances?.[0]).toMatchObject({
        State: { Name: 'terminated' },
        StateReason: { Code: code },
      })
    }, patiently)
  })

  test('to share an AMI with a snapshot that has the default key', async () => {
    const instance = await launch()
    await vi.waitFor(async () => {
      const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance] }))
      expect(Reservations[0]?.Instances?.[0]?.State?.Name).toBe('running')
    }, patiently)
    const made = await ec2.send(new CreateImageCommand({ InstanceId: instance, Name: 'default-key' }))
    const LaunchPermission = { Add: [{ UserId: '111122223333' }] }
    await expect(
      ec2.send(new ModifyImageAttributeCommand({ ImageId: made.ImageId, LaunchPermission })),
    ).rejects.toMatchObject({ name: 'InvalidParameter', message: expect.stringContaining('AWS Managed CMK') })
  })

  test('the keys of the account in a region that it has not enabled', async () => {
    const there = { ...sandbox.clientOptions, region: 'ap-east-1' }
    await expect(new EC2Client(there).send(new DescribeImagesCommand({}))).rejects.toMatchObject({
      name: 'AuthFailure',
    })
    await expect(new STSClient(there).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    })
    await expect(new SSMClient(there).send(new GetParameterCommand({ Name: 'x' }))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    })
  })

  test('more than 50 tags of a resource', async () => {
    const Tags = Array.from({ length: 51 }, (_, index) => ({ Key: `key-${index}`, Value: 'x' }))
    const request = new RunInstancesCommand({
      ImageId,
      InstanceType: 't3.micro',
      MinCount: 1,
      MaxCount: 1,
      TagSpecifications: [{ ResourceType: 'instance', Tags }],
    })
    await expect(ec2.send(request)).rejects.toMatchObject({ name: 'TagLimitExceeded' })
    const instance = await launch()
    await expect(ec2.send(new CreateTagsCommand({ Resources: [instance], Tags }))).rejects.toMatchObject({
      name: 'TagLimitExceeded',
    })
  })
})
