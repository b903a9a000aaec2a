import { expect, test } from 'vitest'
import type { ApiRequest } from '#sandbox/gateway/api-request.ts'
import { scalableTargetRefusal } from '#sandbox/gateway/scalable-target.ts'

function registering(ResourceId: string, action = 'RegisterScalableTarget'): ApiRequest {
  const service = 'application-autoscaling'
  const parameters = { ServiceNamespace: 'ecs', ResourceId, ScalableDimension: 'ecs:service:DesiredCount' }
  return { service, action, region: 'us-east-1', protocol: 'json', accessKeyId: 'A', parameters }
}

/** The cluster `live` has an active service `web`; any other one does not exist. */
const ecs = {
  async answer({ parameters }: ApiRequest) {
    const headers = {}
    if (parameters.cluster !== 'live')
      return { status: 400, headers, body: '{"__type":"ClusterNotFoundException"}' }
    const [name] = parameters.services as readonly string[]
    const services = name === 'web' ? [{ status: 'ACTIVE' }] : name === 'old' ? [{ status: 'INACTIVE' }] : []
    return { status: 200, headers, body: JSON.stringify({ services }) }
  },
}

test.each(['service/live/absent', 'service/live/old', 'service/absent/web'])(
  'a scalable target of %s is refused, because there is no such service',
  async resource => {
    const answer = await scalableTargetRefusal(registering(resource), ecs, 'arn')
    expect(JSON.parse(String(answer?.body))).toEqual({
      __type: 'ValidationException',
      message: `ECS service doesn't exist: ${resource}`,
    })
  },
)

test('a scalable target of an active service, and any other call, passes', async () => {
  expect(await scalableTargetRefusal(registering('service/live/web'), ecs, 'arn')).toBeUndefined()
  const other = registering('service/live/absent', 'DeregisterScalableTarget')
  expect(await scalableTargetRefusal(other, ecs, 'arn')).toBeUndefined()
})
