import {
  CopyImageCommand,
  CreateTagsCommand,
  DescribeImagesCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
  waitUntilImageAvailable,
} from '@aws-sdk/client-ec2'
import { CreateBucketCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSsm } from '#src/aws/ssm.ts'
import { clock } from '#src/host/system.ts'
import { moveChannel } from '#src/state/pointers.ts'
import { directoryOf } from '#test/helpers/directory.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { deployState } from '#test/helpers/state-stack.ts'

const other = '111122223333'

describe.skipIf(!canRunSandbox)('another account of the sandbox', () => {
  let sandbox: TestSandbox
  /** The same sandbox, as the administrator of the other account. */
  let elsewhere: TestSandbox
  let imageId: string

  beforeAll(async () => {
    sandbox = await startSandbox()
    const { set } = JSON.parse(await sandbox.cli('env', '--account', other, '--json')) as {
      set: Record<string, string>
    }
    const credentials = {
      accessKeyId: set.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: set.AWS_SECRET_ACCESS_KEY ?? '',
    }
    elsewhere = {
      ...sandbox,
      accountId: other,
      clientOptions: { ...sandbox.clientOptions, credentials },
    }
    const newest = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'
    const ssm = createSsm({ ...sandbox.clientOptions, credentials: async () => credentials })
    const copy = new CopyImageCommand({
      SourceImageId: await ssm.parameter(newest),
      SourceRegion: 'us-east-1',
      Name: 'shared',
    })
    const client = new EC2Client(sandbox.clientOptions)
    imageId = (await client.send(copy)).ImageId ?? ''
    await client.send(new CreateTagsCommand({ Resources: [imageId], Tags: [{ Key: 'of', Value: 'owner' }] }))
    await waitUntilImageAvailable({ client, maxWaitTime: 30 }, { ImageIds: [imageId] })
  })
  afterAll(() => sandbox?.remove())

  const look = (as: TestSandbox) =>
    new EC2Client(as.clientOptions).send(new DescribeImagesCommand({ ImageIds: [imageId] }))

  test('has its own resources', async () => {
    const { Account } = await new STSClient(elsewhere.clientOptions).send(new GetCallerIdentityCommand({}))
    expect(Account).toBe(other)
    await deployState(elsewhere)
    const bucket = { Bucket: `packer-ecs-state-${other}-us-east-1-an` }
    await new S3Client(elsewhere.clientOptions).send(new HeadBucketCommand(bucket))
    const foreign = new S3Client(sandbox.clientOptions)
    await expect(
      foreign.send(new PutObjectCommand({ ...bucket, Key: 'a', Body: 'x' })),
    ).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(foreign.send(new CreateBucketCommand(bucket))).rejects.toThrow()
  })

  test('sees an AMI only when it is shared, and without the tags of its owner', async () => {
    await expect(look(elsewhere)).rejects.toMatchObject({ name: 'InvalidAMIID.NotFound' })
    const share = { LaunchPermission: { Add: [{ UserId: other }] } }
    await new EC2Client(sandbox.clientOptions).send(
      new ModifyImageAttributeCommand({ ImageId: imageId, ...share }),
    )
    expect((await look(elsewhere)).Images).toMatchObject([{ ImageId: imageId, OwnerId: sandbox.accountId }])
    expect((await look(elsewhere)).Images?.[0]?.Tags ?? []).toEqual([])
    await new EC2Client(elsewhere.clientOptions).send(
      new CreateTagsCommand({ Resources: [imageId], Tags: [{ Key: 'of', Value: 'user' }] }),
    )
    const tags = async (as: TestSandbox) =>
      (await look(as)).Images?.[0]?.Tags?.find(({ Key }) => Key === 'of')?.Value
    expect([await tags(sandbox), await tags(elsewhere)]).toEqual(['owner', 'user'])
  })

  test('has pointers to AMIs that are shared with it', async () => {
    const { credentials } = elsewhere.clientOptions
    const ssm = createSsm({ ...elsewhere.clientOptions, credentials: async () => credentials })
    const channel = { project: 'shop', image: 'web', channel: 'stable' }
    expect(await moveChannel(channel, imageId, { ssm, clock })).toMatchObject({ imageId })
  })

  test('lets an identity of the first account assume a role that trusts it, if its own policy allows that', async () => {
    const there = directoryOf(elsewhere)
    const trust = there.trusts(`arn:aws:iam::${sandbox.accountId}:root`)
    const RoleArn = await there.role('target', [trust], [{ Effect: 'Allow', Action: '*', Resource: '*' }])
    const assume = { RoleArn, RoleSessionName: 'test' }
    const allowed = [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: RoleArn }]
    const as = async (user: string, statements: readonly object[]) =>
      new STSClient({
        ...sandbox.clientOptions,
        credentials: await directoryOf(sandbox).user(user, statements),
      }).send(new AssumeRoleCommand(assume))
    await expect(as('nobody', [])).rejects.toMatchObject({ name: 'AccessDenied' })
    const { AssumedRoleUser } = await as('baker', allowed)
    expect(AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${other}:assumed-role/target/test`)
  })

  test('has no machines', async () => {
    const launch = new RunInstancesCommand({ ImageId: imageId, MinCount: 1, MaxCount: 1 })
    await expect(new EC2Client(elsewhere.clientOptions).send(launch)).rejects.toMatchObject({
      name: 'UnsupportedOperation',
    })
  })
})
