import { expect, test } from 'vitest'
import { ToolError } from '#src/errors/tool-error.ts'
import { assertStateDeployed, isStateDeployed, stateBucketName } from '#src/state/bucket.ts'
import { stateStore } from '#src/state/store.ts'
import { fakeS3 } from '#test/helpers/fake-s3.ts'

const place = { accountId: '123456789012', region: 'ap-southeast-1' }

test('the longest name of a bucket fits into the 63 characters of S3', () => {
  expect(stateBucketName({ ...place, region: 'ap-southeast-10' }).length).toBeLessThanOrEqual(63)
})

test('the state is deployed when its bucket exists', async () => {
  const { client } = fakeS3(place.accountId, [stateBucketName(place)])
  expect(await isStateDeployed(client, place)).toBe(true)
  await expect(assertStateDeployed(client, place)).resolves.toBeUndefined()
})

test('without a bucket, the error says how to deploy it again', async () => {
  await expect(assertStateDeployed(fakeS3(place.accountId, []).client, place)).rejects.toMatchObject({
    code: 'STATE_MISSING',
    message:
      'account 123456789012 has no state bucket in ap-southeast-1 (packer-ecs-state-123456789012-ap-southeast-1-an)',
    hint: expect.stringContaining('delete-stack --region ap-southeast-1 --stack-name packer-ecs-state'),
  })
})

test('a command that only reads says which commands create the bucket', async () => {
  await expect(assertStateDeployed(fakeS3(place.accountId, []).client, place)).rejects.toMatchObject({
    hint: expect.stringContaining('packer-ecs promote IMAGE --to CHANNEL'),
  })
})

test('a state bucket that cannot be read has its own hint, not that of a bucket for templates', async () => {
  const bucketRegion = () => Promise.reject(new ToolError('ACCESS_DENIED', 'denied', { hint: 'packer-ecs/' }))
  await expect(isStateDeployed({ bucketRegion }, place)).rejects.toMatchObject({
    code: 'ACCESS_DENIED',
    hint: expect.stringContaining(`Allow s3:ListBucket on the state bucket ${stateBucketName(place)}`),
  })
})

test('a bucket of another account is neither read nor written', async () => {
  const store = stateStore(fakeS3('210987654321', [stateBucketName(place)]).client, place)
  await expect(store.get('locks/a.json', 10)).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
  await expect(store.putIf('locks/a.json', 'a', 'absent')).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
})
