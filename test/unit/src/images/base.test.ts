import { expect, test } from 'vitest'
import type { Image } from '#src/aws/image.ts'
import { resolveBase } from '#src/images/base.ts'
import { image } from '#test/helpers/images.ts'

/** An account that has this AMI and no other. */
function resolve(found: Image | undefined) {
  const ec2 = { image: async () => found } as never
  const ssm = { parameter: async () => undefined } as never
  return resolveBase({ kind: 'ami', imageId: 'ami-0123456789abcdef0' }, 'x86_64', { ec2, ssm })
}

test('an own AMI is taken with what its tags and name tell', async () => {
  const own = image({ name: 'golden-2023.0.20261022', tags: { 'packer-ecs:agent': '1.108.1' } })
  await expect(resolve(own)).resolves.toMatchObject({ release: '2023.0.20261022', agentVersion: '1.108.1' })
})

test.each<[string, Partial<Image>]>([
  ['BASE_NOT_SUPPORTED', { name: 'amzn2-ami-ecs-hvm-2.0.20260601-x86_64-ebs' }],
  ['BASE_NOT_SUPPORTED', { name: 'golden', description: 'Amazon Linux 2 AMI 2.0.20260601 x86_64 HVM gp2' }],
  ['BASE_NOT_SUPPORTED', { name: 'golden', description: 'Amazon Linux AMI 2.0.20260601 x86_64 ECS HVM GP2' }],
  ['BASE_NOT_SUPPORTED', { name: 'amzn-ami-2018.03.20230101-amazon-ecs-optimized' }],
  ['BASE_OTHER_ARCHITECTURE', { architecture: 'arm64' }],
  ['BASE_NOT_AVAILABLE', { state: 'pending' }],
])('%s for %j', async (code, replaced) => {
  await expect(resolve(image(replaced))).rejects.toMatchObject({ code })
})

test.each([
  'Amazon Linux AMI 2023.0.20261022 x86_64 ECS HVM EBS',
  'Amazon Linux 2023 AMI 2023.12.20261006 x86_64 HVM kernel-6.1',
])('Amazon Linux 2023 is no Amazon Linux 2: %s', async description => {
  await expect(resolve(image({ description }))).resolves.toBeDefined()
})

test('BASE_NOT_FOUND for one that is not there', async () => {
  await expect(resolve(undefined)).rejects.toMatchObject({ code: 'BASE_NOT_FOUND' })
})
