import { expect, test } from 'vitest'
import type { Ec2 } from '#src/aws/ec2.ts'
import { createInstanceNames } from '#src/stacks/watch/instances.ts'
import { fakeInstance } from '#test/helpers/fake-region.ts'
import { image } from '#test/unit/src/stacks/image.ts'

test('each instance is named with its AMI; each instance and AMI is looked up once', async () => {
  const calls: string[] = []
  const ec2 = {
    instances: async ({ 'instance-id': ids = [] }: Readonly<Record<string, readonly string[]>>) => {
      calls.push(ids.join())
      return ids.map(id => fakeInstance(id, { imageId: image().imageId }))
    },
    image: async (imageId: string) => {
      calls.push(imageId)
      return image()
    },
  } as unknown as Ec2
  const names = createInstanceNames(async () => ec2)
  const ami = expect.stringContaining(image().imageId)
  expect(await names(['i-1', 'i-2'])).toEqual([
    { instanceId: 'i-1', ami },
    { instanceId: 'i-2', ami },
  ])
  await names(['i-2', 'i-3'])
  expect(calls).toEqual(['i-1,i-2', image().imageId, 'i-3'])
})

test('what cannot be looked up is unknown', async () => {
  const names = createInstanceNames(async () => {
    throw new Error('denied')
  })
  expect(await names(['i-1'])).toEqual([{ instanceId: 'i-1', ami: null }])
})
