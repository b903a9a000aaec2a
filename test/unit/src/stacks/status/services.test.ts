import { expect, test } from 'vitest'
import type { Ecs } from '#src/aws/ecs.ts'
import { toTaskDefinition } from '#src/aws/task-definition.ts'
import { servicesOf } from '#src/stacks/status/services.ts'
import { deployment, service, serviceArn } from '#test/unit/src/stacks/services/ecs-world.ts'

const resource = { logicalId: 'Service', physicalId: serviceArn, type: 'AWS::ECS::Service', status: '' }

function ecs(more: Partial<Ecs> = {}): () => Promise<Ecs> {
  const found: Partial<Ecs> = {
    services: async () => [service({ deployments: [deployment({ rollout: 'COMPLETED' })] })],
    taskDefinition: async () =>
      toTaskDefinition({
        containerDefinitions: [
          { name: 'app', image: '123456789012.dkr.ecr.us-east-1.amazonaws.com/packer-ecs/web:1.2' },
        ],
      }),
    ...more,
  }
  return async () => found as Ecs
}

test('a service has its counts, its revision and the images of its containers', async () => {
  expect(await servicesOf([resource], ecs())).toEqual([
    {
      name: 'web',
      state: 'ACTIVE',
      desired: 2,
      running: 2,
      pending: 0,
      taskDefinition: 'web:12',
      images: [{ container: 'app', image: 'packer-ecs/web:1.2' }],
      deployment: 'COMPLETED',
    },
  ])
})

test('a stack without services makes no call', async () => {
  expect(await servicesOf([{ ...resource, type: 'AWS::ECS::Cluster' }], () => Promise.reject())).toEqual([])
})

test('a denied call leaves the services out', async () => {
  expect(await servicesOf([resource], ecs({ services: () => Promise.reject(new Error('denied')) }))).toEqual(
    [],
  )
})
