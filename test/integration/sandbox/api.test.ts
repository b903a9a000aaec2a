import {
  CopyImageCommand,
  CreateImageCommand,
  CreateKeyPairCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeSnapshotsCommand,
  DisableImageCommand,
  EC2Client,
  EnableImageCommand,
  EnableImageDeprecationCommand,
  GetConsoleOutputCommand,
  GetEbsEncryptionByDefaultCommand,
  type Image,
  type Instance,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2'
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { availableImage, imageOf, instanceState } from '#test/helpers/ec2.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'

const prefix = '/aws/service/ecs/optimized-ami/amazon-linux-2023'
const patiently = { timeout: 120_000, interval: 100 }

describe.skipIf(!canRunSandbox)("the sandbox's API", () => {
  let sandbox: TestSandbox
  let ec2: EC2Client
  let baseImageId: string

  beforeAll(async () => {
    sandbox = await startSandbox()
    ec2 = new EC2Client(sandbox.clientOptions)
    baseImageId = JSON.parse(await parameter(`${prefix}/recommended`)).image_id
  })
  afterAll(() => sandbox.remove())

  describe('base images', () => {
    test('the parameter of the recommended AMI names one that DescribeImages tells of as AWS does', async () => {
      const image = await describeImage(baseImageId)
      expect(image).toMatchObject({
        Architecture: 'x86_64',
        State: 'available',
        ImageOwnerAlias: 'amazon',
        RootDeviceName: '/dev/xvda',
        EnaSupport: true,
        ImdsSupport: 'v2.0',
        BlockDeviceMappings: [
          { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 30, VolumeType: 'gp3', Encrypted: false } },
        ],
        Tags: [{ Key: 'packer-ecs:ssh-rsa-sha1', Value: 'accepted' }],
      })
      const release = /2023\.0\.(\d{8})/.exec(image.Name ?? '')?.[1]
      expect(image.CreationDate?.slice(0, 10).replaceAll('-', '')).toBe(release)
    })

    test('each key of the recommended AMI is a parameter of its own, for arm64 too', async () => {
      expect(await parameter(`${prefix}/recommended/image_id`)).toBe(baseImageId)
      const imageId = await parameter(`${prefix}/arm64/recommended/image_id`)
      expect(await describeImage(imageId)).toMatchObject({ Architecture: 'arm64' })
    })

    test('a release is pinned by the name of its AMI', async () => {
      const name = 'al2023-ami-ecs-hvm-2023.0.20260918-kernel-6.1-x86_64'
      const { image_id: imageId } = JSON.parse(await parameter(`${prefix}/${name}`))
      expect(await describeImage(imageId)).toMatchObject({ Name: name })
    })

    test('an AMI that does not exist cannot be launched', async () => {
      await expect(launch({ ImageId: 'ami-0000000000000dead' })).rejects.toMatchObject({
        name: 'InvalidAMIID.NotFound',
      })
    })

    test('a volume of neither size nor snapshot is refused, and leaves no instance', async () => {
      const unsized = { DeviceName: '/dev/xvdz', Ebs: { VolumeType: 'gp3' } } as const
      await expect(launch({ ImageId: baseImageId, BlockDeviceMappings: [unsized] })).rejects.toMatchObject({
        name: 'MissingParameter',
      })
      expect((await ec2.send(new DescribeInstancesCommand())).Reservations).toEqual([])
    })
  })

  test('lists come in pages, and filters have a limit', async () => {
    const page = await ec2.send(new DescribeImagesCommand({ Owners: ['amazon'], MaxResults: 3 }))
    expect(page).toMatchObject({ Images: { length: 3 }, NextToken: expect.any(String) })
    const Values = Array.from({ length: 201 }, (_, index) => `i-${index}`)
    const filtered = new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values }] })
    await expect(ec2.send(filtered)).rejects.toMatchObject({ name: 'FilterLimitExceeded' })
  })

  describe('who calls', () => {
    test('the account is the one that status tells', async () => {
      const sts = new STSClient(sandbox.clientOptions)
      const { Account } = await sts.send(new GetCallerIdentityCommand({}))
      expect(Account).toBe(sandbox.accountId)
    })

    test('a key that was not given out here is refused by each service in its own words', async () => {
      const foreign = {
        ...sandbox.clientOptions,
        credentials: { accessKeyId: 'AKIAFOREIGN', secretAccessKey: 'x' },
      }
      await expect(new EC2Client(foreign).send(new DescribeImagesCommand({}))).rejects.toMatchObject({
        name: 'AuthFailure',
      })
      await expect(new STSClient(foreign).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
        name: 'InvalidClientTokenId',
      })
      await expect(new SSMClient(foreign).send(new GetParameterCommand({ Name: 'x' }))).rejects.toMatchObject(
        { name: 'UnrecognizedClientException' },
      )
    })
  })

  describe('an instance and the AMI made of it', () => {
    let instanceId: string
    let image: Image

    test('is pending with the address that its machine will have, then running', async () => {
      await ec2.send(new CreateKeyPairCommand({ KeyName: 'test' }))
      const instance = await launch({
        ImageId: baseImageId,
        KeyName: 'test',
        UserData: Buffer.from('#!/bin/sh\necho from user data >/root/proof\n').toString('base64'),
        BlockDeviceMappings: [
          {
            DeviceName: '/dev/xvdcy',
            Ebs: { VolumeSize: 2, VolumeType: 'gp3', Encrypted: true, Throughput: 250 },
          },
        ],
      })
      expect(instance).toMatchObject({ State: { Name: 'pending' } })
      expect(instance.PublicIpAddress).toBe(instance.PrivateIpAddress)
      instanceId = instance.InstanceId ?? ''
      await state(instanceId, 'running')
      const [machine] = JSON.parse(await sandbox.cli('status', '--json')).machines
      expect(machine).toEqual({
        instanceId,
        imageId: baseImageId,
        address: instance.PrivateIpAddress,
        state: 'running',
      })
    })

    test('runs its user data', async () => {
      const read = () => sandbox.inMachine(instanceId, 'cat /root/proof')
      await vi.waitFor(async () => expect(await read()).toBe('from user data'), patiently)
    })

    test('sandbox shell ends with the status of the command', async () => {
      await expect(sandbox.inMachine(instanceId, 'exit 7')).rejects.toMatchObject({ exitCode: 7 })
    })

    test("GetConsoleOutput answers the machine's console", async () => {
      await sandbox.inMachine(instanceId, 'echo a line for the console >/dev/console')
      await vi.waitFor(async () => {
        const { Output } = await ec2.send(
          new GetConsoleOutputCommand({ InstanceId: instanceId, Latest: true }),
        )
        expect(Buffer.from(Output ?? '', 'base64').toString()).toContain('a line for the console')
      }, patiently)
    })

    test('the metadata service knows key, volumes and region, and wants a token', async () => {
      const ask = (path: string) =>
        sandbox.inMachine(
          instanceId,
          `t=$(curl -sX PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
           curl -sH "X-aws-ec2-metadata-token: $t" http://169.254.169.254/latest/${path}`,
        )
      expect(await ask('meta-data/public-keys/0/openssh-key')).toMatch(/^ssh-rsa /)
      expect(await ask('meta-data/placement/region')).toBe('us-east-1')
      expect(JSON.parse(await ask('dynamic/instance-identity/document'))).toMatchObject({
        accountId: sandbox.accountId,
        instanceId,
        imageId: baseImageId,
      })
    })

    test('cannot be started while it runs, nor be unknown', async () => {
      await expect(
        ec2.send(new StopInstancesCommand({ InstanceIds: ['i-0000000000000dead'] })),
      ).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' })
    })

    test('stops when it is told to, and keeps what was written', async () => {
      await sandbox.inMachine(
        instanceId,
        'echo baked >/etc/baked && mkfs.xfs -q -L docker $(readlink -f /dev/xvdcy) && mount LABEL=docker /mnt && echo kept >/mnt/file && umount /mnt',
      )
      await ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId] }))
      await state(instanceId, 'stopped')
      await ec2.send(new StartInstancesCommand({ InstanceIds: [instanceId] }))
      await state(instanceId, 'running')
      const read = () => sandbox.inMachine(instanceId, 'cat /etc/baked')
      await vi.waitFor(async () => expect(await read()).toBe('baked'), patiently)
      await ec2.send(new StopInstancesCommand({ InstanceIds: [instanceId] }))
      await state(instanceId, 'stopped')
    })

    test('becomes an AMI with a snapshot for each volume, each tagged and encrypted as the volume', async () => {
      const Tags = [{ Key: 'run', Value: '1' }]
      const { ImageId = '' } = await ec2.send(
        new CreateImageCommand({
          InstanceId: instanceId,
          Name: 'baked',
          TagSpecifications: [
            { ResourceType: 'image', Tags },
            { ResourceType: 'snapshot', Tags },
          ],
        }),
      )
      image = await available(ImageId)
      expect(image).toMatchObject({
        OwnerId: sandbox.accountId,
        SourceInstanceId: instanceId,
        EnaSupport: true,
        ImdsSupport: 'v2.0',
        Tags: [...Tags, { Key: 'packer-ecs:ssh-rsa-sha1', Value: 'accepted' }],
        BlockDeviceMappings: [
          { DeviceName: '/dev/xvda', Ebs: { VolumeSize: 30, VolumeType: 'gp3', Encrypted: false } },
          {
            DeviceName: '/dev/xvdcy',
            Ebs: { VolumeSize: 2, VolumeType: 'gp3', Encrypted: true, Throughput: 250 },
          },
        ],
      })
      const SnapshotIds = image.BlockDeviceMappings?.map(({ Ebs }) => Ebs?.SnapshotId ?? '') ?? []
      const { Snapshots } = await ec2.send(new DescribeSnapshotsCommand({ SnapshotIds }))
      const Description = `Created by CreateImage(${instanceId}) for ${ImageId}`
      expect(Snapshots).toMatchObject([
        { State: 'completed', Encrypted: false, Tags, Description },
        { State: 'completed', Encrypted: true, Tags, Description },
      ])
    })

    test('a second AMI of the same name is refused', async () => {
      await expect(
        ec2.send(new CreateImageCommand({ InstanceId: instanceId, Name: 'baked' })),
      ).rejects.toMatchObject({ name: 'InvalidAMIName.Duplicate' })
    })

    test('an instance that is terminated at once spoils no AMI that is made of it, and ends', async () => {
      const made = await ec2.send(new CreateImageCommand({ InstanceId: instanceId, Name: 'last' }))
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }))
      await available(made.ImageId ?? '')
      await state(instanceId, 'terminated')
    })

    test('the AMI boots what was saved, data volume included, larger when asked', async () => {
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId] }))
      await state(instanceId, 'terminated')
      const instance = await launch({
        ImageId: image.ImageId,
        BlockDeviceMappings: [{ DeviceName: '/dev/xvdcy', Ebs: { VolumeSize: 3 } }],
      })
      const id = instance.InstanceId ?? ''
      await state(id, 'running')
      const found = await vi.waitFor(
        () =>
          sandbox.inMachine(
            id,
            'cat /etc/baked && (mountpoint -q /mnt || mount LABEL=docker /mnt) && cat /mnt/file && blockdev --getsize64 $(readlink -f /dev/xvdcy)',
          ),
        patiently,
      )
      expect(found.split('\n')).toEqual(['baked', 'kept', String(3 * 2 ** 30)])
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }))
      await state(id, 'terminated')
    })

    test('the AMI is copied, marked for IMDSv2 and deprecated; it cannot be shared with its default key', async () => {
      const ImageId = image.ImageId ?? ''
      const west = new EC2Client({ ...sandbox.clientOptions, region: 'us-west-2' })
      const copy = await west.send(
        new CopyImageCommand({
          SourceImageId: ImageId,
          SourceRegion: 'us-east-1',
          Name: 'baked',
          Encrypted: true,
        }),
      )
      await ec2.send(new ModifyImageAttributeCommand({ ImageId, ImdsSupport: { Value: 'v2.0' } }))
      const LaunchPermission = { Add: [{ UserId: '111122223333' }] }
      const shared = ec2.send(new ModifyImageAttributeCommand({ ImageId, LaunchPermission }))
      await expect(shared).rejects.toMatchObject({ name: 'InvalidParameter' })
      const DeprecateAt = new Date('2028-01-01T00:00:00Z')
      await ec2.send(new EnableImageDeprecationCommand({ ImageId, DeprecateAt }))
      expect((await describeImage(ImageId)).DeprecationTime).toBe('2028-01-01T00:00:00.000Z')
      const copied = await available(copy.ImageId ?? '', west)
      expect(copied.BlockDeviceMappings?.map(({ Ebs }) => Ebs?.Encrypted)).toEqual([true, true])
    })

    test('a disabled AMI is shown only to a caller who asks for it, and is not launched until it is enabled', async () => {
      const ImageId = image.ImageId ?? ''
      await ec2.send(new DisableImageCommand({ ImageId }))
      const found = async (IncludeDisabled: boolean) =>
        (await ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId], IncludeDisabled }))).Images ?? []
      expect(await found(false)).toEqual([])
      expect(await found(true)).toMatchObject([{ ImageId, State: 'disabled' }])
      await expect(launch({ ImageId })).rejects.toMatchObject({ name: 'InvalidAMIID.Unavailable' })
      await ec2.send(new EnableImageCommand({ ImageId }))
      expect(await found(false)).toMatchObject([{ ImageId, State: 'available' }])
    })

    test('a deregistered AMI cannot be launched', async () => {
      const ImageId = image.ImageId ?? ''
      await ec2.send(new DeregisterImageCommand({ ImageId }))
      await expect(launch({ ImageId })).rejects.toMatchObject({
        name: expect.stringMatching(/^InvalidAMIID\./),
      })
    })
  })

  describe('faults', () => {
    test('an error befalls the next call, and only that', async () => {
      await sandbox.cli('fault', 'ec2:DescribeSnapshots', '--error', 'RequestLimitExceeded')
      const ask = () => ec2.send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }))
      await expect(ask()).rejects.toMatchObject({
        name: 'RequestLimitExceeded',
        $metadata: { httpStatusCode: 503 },
      })
      await expect(ask()).resolves.toBeDefined()
    })

    test('a dropped connection, as often as ordered', async () => {
      await sandbox.cli('fault', 'GetEbsEncryptionByDefault', '--drop', '--times', '2')
      const ask = () => ec2.send(new GetEbsEncryptionByDefaultCommand({}))
      await expect(ask()).rejects.toThrow()
      await expect(ask()).rejects.toThrow()
      await expect(ask()).resolves.toBeDefined()
    })

    test('a delay', async () => {
      await sandbox.cli('fault', 'GetCallerIdentity', '--delay', '0.5')
      const begun = performance.now()
      await new STSClient(sandbox.clientOptions).send(new GetCallerIdentityCommand({}))
      expect(performance.now() - begun).toBeGreaterThan(490)
    })

    test('an instance that stays pending', async () => {
      await sandbox.cli('fault', 'RunInstances', '--pending', '2')
      const begun = performance.now()
      const { InstanceId = '' } = await launch({ ImageId: baseImageId })
      await state(InstanceId, 'running')
      expect(performance.now() - begun).toBeGreaterThan(1900)
      await ec2.send(new TerminateInstancesCommand({ InstanceIds: [InstanceId] }))
      await state(InstanceId, 'terminated')
    })

    test('exactly one effect has to be named', async () => {
      await expect(sandbox.cli('fault', 'RunInstances')).rejects.toMatchObject({ exitCode: 2 })
    })
  })

  test('calls are recorded, without the secrets in them', async () => {
    const ssm = new SSMClient(sandbox.clientOptions)
    const secret = 'not-to-be-seen'
    await ssm.send(new PutParameterCommand({ Name: '/secret', Type: 'SecureString', Value: secret }))
    const calls = await sandbox.calls()
    expect(calls.find(({ action }) => action === 'PutParameter')).toMatchObject({
      service: 'ssm',
      region: 'us-east-1',
      accessKeyId: sandbox.clientOptions.credentials.accessKeyId,
      parameters: { Name: '/secret', Value: '(redacted)' },
      status: 200,
      errorCode: null,
    })
    expect(calls.find(({ errorCode }) => errorCode === 'RequestLimitExceeded')).toMatchObject({ status: 503 })
    expect(JSON.stringify(calls)).not.toContain(secret)
  })

  async function parameter(Name: string): Promise<string> {
    const { Parameter } = await new SSMClient(sandbox.clientOptions).send(new GetParameterCommand({ Name }))
    return Parameter?.Value ?? ''
  }

  const describeImage = (imageId: string, client = ec2) => imageOf(client, imageId)
  const state = (instanceId: string, wanted: string) => instanceState(ec2, instanceId, wanted)
  const available = (imageId: string, client = ec2) => availableImage(client, imageId)

  async function launch(input: Partial<RunInstancesCommandInput>): Promise<Instance> {
    const { Instances = [] } = await ec2.send(
      new RunInstancesCommand({ InstanceType: 't3.micro', MinCount: 1, MaxCount: 1, ...input }),
    )
    return Instances[0] ?? {}
  }
})
