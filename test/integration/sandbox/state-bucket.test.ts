import { GetBucketLifecycleConfigurationCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createS3, type S3 } from '#src/aws/s3.ts'
import { createSsm } from '#src/aws/ssm.ts'
import { clock, random } from '#src/host/system.ts'
import { isStateDeployed, stateBucketName } from '#src/state/bucket.ts'
import { takeLock } from '#src/state/lock.ts'
import { moveChannel, readChannel } from '#src/state/pointers.ts'
import { type StateContext, stateStore } from '#src/state/store.ts'
import { directoryOf } from '#test/helpers/directory.ts'
import { canRunSandbox, startSandbox, type TestSandbox } from '#test/helpers/sandbox.ts'
import { deployState } from '#test/helpers/state-stack.ts'

const owner = {
  runId: '20261130-120000-abcd',
  command: 'promote',
  user: 'user/one',
  host: 'laptop',
  since: '2026-11-30T12:00:00.000Z',
}

describe.skipIf(!canRunSandbox)('the state in the sandbox', () => {
  let sandbox: TestSandbox
  let s3: S3
  let client: S3Client
  let place: { accountId: string; region: string }
  let state: StateContext

  beforeAll(async () => {
    sandbox = await startSandbox()
    s3 = createS3(own())
    client = new S3Client(sandbox.clientOptions)
    place = { accountId: sandbox.accountId, region: 'us-east-1' }
    state = { store: stateStore(s3, place), clock, random }
    expect(await isStateDeployed(s3, place)).toBe(false)
    await deployState(sandbox)
  })
  afterAll(() => sandbox?.remove())

  /** For a client of packer-ecs. */
  const own = () => ({ ...sandbox.clientOptions, credentials: async () => sandbox.clientOptions.credentials })
  const put = (more: object, using = client) =>
    using.send(new PutObjectCommand({ Bucket: stateBucketName(place), Key: 'a', Body: 'x', ...more }))

  test('is a bucket with the settings of the template', async () => {
    expect(await isStateDeployed(s3, place)).toBe(true)
    const { Rules } = await client.send(
      new GetBucketLifecycleConfigurationCommand({ Bucket: stateBucketName(place) }),
    )
    expect(Rules).toMatchObject([
      { ID: 'old-versions', NoncurrentVersionExpiration: { NoncurrentDays: 90 } },
      { ID: 'old-locks', Filter: { Prefix: 'locks/' } },
    ])
  })

  test('lets one of several processes take a lock, and the next one after its release', async () => {
    const takes = await Promise.allSettled([1, 2, 3].map(() => takeLock('shop.web', owner, state)))
    const taken = takes.flatMap(take => (take.status === 'fulfilled' ? [take.value] : []))
    expect(taken.length).toBe(1)
    expect(takes.flatMap(take => (take.status === 'rejected' ? [take.reason.code] : []))).toEqual([
      'STATE_LOCKED',
      'STATE_LOCKED',
    ])
    await taken[0]?.renew()
    await taken[0]?.release()
    await (await takeLock('shop.web', owner, state)).release()
  })

  test('refuses a write of a lock without a condition, also of the administrator', async () => {
    await expect(put({ Key: 'locks/other.json' })).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('with an explicit deny in a resource-based policy'),
    })
    await put({ Key: 'locks/other.json', IfNoneMatch: '*' })
  })

  test('refuses conditions that do not hold, as S3 does', async () => {
    await expect(put({ IfMatch: '"1"' })).rejects.toMatchObject({ name: 'NoSuchKey' })
    const { ETag } = await put({ IfNoneMatch: '*' })
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(put({ IfNoneMatch: ETag })).rejects.toMatchObject({ name: 'NotImplemented' })
    await put({ IfMatch: ETag, Body: 'y' })
    await expect(put({ IfMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  })

  test('is refused to a caller who expects it in another account', async () => {
    await expect(put({ ExpectedBucketOwner: '111111111111' })).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  test('is reported as missing to a caller without permissions, where there is none', async () => {
    const credentials = await directoryOf(sandbox).user('no-s3', [])
    const using = new S3Client({ ...sandbox.clientOptions, credentials })
    await expect(put({}, using)).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(put({ Bucket: 'no-such-bucket' }, using)).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })

  const channel = { project: 'shop', image: 'web', channel: 'stable' }
  const unknown = 'ami-0123456789abcdef0'

  test('has pointers that show an AMI when SSM has validated it, and never one that does not exist', async () => {
    const ssm = createSsm(own())
    const newest = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id'
    const imageId = (await ssm.parameter(newest)) ?? ''
    expect(await moveChannel(channel, imageId, { ssm, clock })).toEqual({ imageId, version: 1 })
    // A minute of patience passes at once.
    let now = 0
    const hasty = {
      now: () => new Date(now),
      sleep: async (milliseconds: number) => {
        now += milliseconds * 10
        await clock.sleep(milliseconds)
      },
    }
    await expect(moveChannel(channel, unknown, { ssm, clock: hasty })).rejects.toMatchObject({
      code: 'POINTER_NOT_WRITTEN',
    })
    expect(await readChannel(channel, { ssm })).toEqual({ imageId, version: 1 })
  })

  test('has pointers that cannot be moved without the right to describe AMIs, which SSM uses', async () => {
    const onParameters = { Effect: 'Allow', Action: 'ssm:*', Resource: '*' }
    const credentials = await directoryOf(sandbox).user('no-images', [onParameters])
    const client = new SSMClient({ ...sandbox.clientOptions, credentials })
    const image = { Name: '/shop', Value: unknown, Type: 'String', DataType: 'aws:ec2:image' } as const
    await expect(client.send(new PutParameterCommand(image))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('ec2:DescribeImages'),
    })
  })
})
