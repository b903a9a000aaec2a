import { expect, test } from 'vitest'
import type { Aws } from '#src/connect/aws.ts'
import { openVerifyStack } from '#src/connect/verify-stack.ts'
import { verifyWorld } from '#test/helpers/verify-world.ts'

const vpcId = 'vpc-0123456789abcdef0'

/** A stack that has these statuses, each with its layout if it is not that of today, one after the other. */
async function world(...statuses: readonly (string | undefined)[]) {
  const { context, lock } = await verifyWorld()
  const left = [...statuses]
  const client = {
    async stack(stackName: string) {
      const status = left.length > 1 ? left.shift() : left[0]
      if (status === undefined) return undefined
      const [name, Layout = '2'] = status.split(' ')
      return { stackName, status: name, outputs: { Layout, Subnets: 'subnet-1' } }
    },
  }
  const deploys: boolean[] = []
  const aws = { clients: { cloudFormation: async () => client } } as unknown as Aws
  const offer = { agrees: async () => true, emit: () => undefined }
  return {
    deploys,
    lock,
    open: () =>
      openVerifyStack(vpcId, ['subnet-1'], aws, offer, context, async () => {
        // Whether another run could have taken the lock.
        deploys.push(lock().released)
        left.splice(0, left.length, 'CREATE_COMPLETE')
      }),
  }
}

test('a stack that is complete is used as it is, without a lock', async () => {
  const { open, deploys, lock } = await world('CREATE_COMPLETE')
  expect(await open()).toMatchObject({ stackName: `packer-ecs-verify-${vpcId}` })
  expect({ deploys, lock: lock() }).toEqual({ deploys: [], lock: null })
})

test('a stack that is missing is deployed under the lock of the group', async () => {
  const { open, deploys, lock } = await world(undefined)
  await open()
  expect(deploys).toEqual([false])
  expect(lock()).toMatchObject({ released: true })
})

test('a stack that another machine deploys is awaited', async () => {
  const { open, deploys } = await world('CREATE_IN_PROGRESS', 'CREATE_IN_PROGRESS', 'CREATE_COMPLETE')
  await open()
  expect(deploys).toEqual([])
})

test('a stack of a newer packer-ecs is used as it is', async () => {
  const { open, deploys } = await world('CREATE_COMPLETE 99')
  await open()
  expect(deploys).toEqual([])
})
