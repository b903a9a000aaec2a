import { readFile } from 'node:fs/promises'
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation'
import {
  CopyImageCommand,
  CreateTagsCommand,
  DescribeImagesCommand,
  EC2Client,
  ModifyImageAttributeCommand,
  RunInstancesCommand,
  waitUntilImageAvailable,
} from '@aws-sdk/client-ec2'
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSsm } from '#src/aws/ssm.ts'
import { clock } from '#src/host/system.ts'
import { moveChannel } from '#src/state/pointers.ts'
import { startIn } from '#test/helpers/bake.ts'
import { directoryOf } from '#test/helpers/directory.ts'
import { makeProject } from '#test/helpers/project.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { stackEnd } from '#test/helpers/stack-end.ts'
import { deployState } from '#test/helpers/state-stack.ts'

const other = '111122223333'
const runId = '20261130-120000-abcd'

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
      Name: `ecs-${runId}`,
    })
    const client = new EC2Client(sandbox.clientOptions)
    imageId = (await client.send(copy)).ImageId ?? ''
    const tags = {
      of: 'owner',
      'packer-ecs:project': 'shop',
      'packer-ecs:image': 'ecs',
      'packer-ecs:bake-key': 'ab'.repeat(32),
      'packer-ecs:run': runId,
      'packer-ecs:state': 'complete',
    }
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
    await client.send(new CreateTagsCommand({ Resources: [imageId], Tags }))
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

  test('is a target in which AMIs are promoted, with a copy of their record', async () => {
    const template = await readFile(new URL('../../../cfn/target/template.yml', import.meta.url), 'utf8')
    const cloudFormation = new CloudFormationClient(elsewhere.clientOptions)
    await cloudFormation.send(
      new CreateStackCommand({
        StackName: 'packer-ecs-target',
        TemplateBody: template,
        Parameters: [
          { ParameterKey: 'TrustedPrincipal', ParameterValue: `arn:aws:iam::${sandbox.accountId}:root` },
        ],
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    )
    await stackEnd(cloudFormation, 'create', 'packer-ecs-target')
    await deployState(sandbox)
    const role = `arn:aws:iam::${other}:role/packer-ecs-target`
    const project = await makeProject({}, {}, 'ecs', {
      targets: {
        own: { account: sandbox.accountId, region: 'us-east-1' },
        production: { account: other, region: 'us-east-1', role },
      },
    })
    const promote = () =>
      startIn(project, sandbox.environment, [
        ...['promote', imageId, '--to', 'next', '--force', '--reason', 'test', '--yes', '--json'],
      ])
    await sandbox.cli('fault', 'ssm:PutParameter', '--error', 'InternalServerError', '--times', '6')
    const refused = await promote()
    await sandbox.cli('fault', 'ssm:PutParameter', '--off')
    expect(refused.exitCode, refused.stderr).toBe(1)
    const { stdout, stderr, exitCode } = await promote()
    await project.remove()
    expect(exitCode, stderr).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'promoted',
      targets: [
        { name: 'own', accountId: sandbox.accountId, imageId, version: 1 },
        { name: 'production', accountId: other, imageId, version: 1 },
      ],
    })
    const s3 = new S3Client(elsewhere.clientOptions)
    const Key = `amis/${imageId}.json`
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: `packer-ecs-state-${other}-us-east-1-an`, Key }),
    )
    expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({
      image: 'ecs',
      runId,
      origin: { accountId: sandbox.accountId, region: 'us-east-1', imageId },
      promotions: [{ channel: 'next' }],
    })
  })

  test('has no machines', async () => {
    const launch = new RunInstancesCommand({ ImageId: imageId, MinCount: 1, MaxCount: 1 })
    await expect(new EC2Client(elsewhere.clientOptions).send(launch)).rejects.toMatchObject({
      name: 'UnsupportedOperation',
    })
  })
})
