import { expect, test } from 'vitest'
import type { Aws } from '#src/connect/aws.ts'
import { connectTarget } from '#src/connect/target.ts'

const aws = {
  region: 'us-east-1',
  credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 's' }),
  caller: async () => ({ accountId: '123456789012' }),
  clientOptions: (region: string) => ({ region, credentials: aws.credentials }),
} as unknown as Aws

test('a target without a role uses the session in its own region', async () => {
  const target = { account: '123456789012', region: 'eu-west-1', role: null }
  const connected = await connectTarget(aws, 'ireland', target)
  expect(connected.region).toBe('eu-west-1')
  expect(connected.credentials).toBe(aws.credentials)
})

test('a target of another account needs a role', async () => {
  const target = { account: '111122223333', region: 'eu-west-1', role: null }
  await expect(connectTarget(aws, 'production', target)).rejects.toMatchObject({
    code: 'TARGET_OTHER_ACCOUNT',
    message: 'the target "production" is account 111122223333, not 123456789012',
    hint: expect.stringContaining('targets.production.role'),
  })
})
