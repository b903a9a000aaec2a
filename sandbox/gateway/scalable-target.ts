import type { Ecs } from '../ecs/ecs.ts'
import { type ApiAnswer, apiError, errorAnswer } from './api-answer.ts'
import type { ApiRequest } from './api-request.ts'

/** Refuses to register a scalable target of an ECS service that does not exist; undefined for any other call. */
export async function scalableTargetRefusal(
  api: ApiRequest,
  ecs: Pick<Ecs, 'answer'>,
  caller: string,
): Promise<ApiAnswer | undefined> {
  const { service, action, parameters, protocol } = api
  if (service !== 'application-autoscaling' || action !== 'RegisterScalableTarget') return undefined
  if (parameters.ServiceNamespace !== 'ecs') return undefined
  const resource = String(parameters.ResourceId)
  const [, cluster = '', name = ''] = resource.split('/')
  const look = {
    ...api,
    service: 'ecs',
    action: 'DescribeServices',
    parameters: { cluster, services: [name] },
  }
  const answer = await ecs.answer(look, caller)
  if (answer !== undefined && answer.status < 400 && hasActiveService(answer)) return undefined
  return errorAnswer(protocol, apiError('ValidationException', `ECS service doesn't exist: ${resource}`))
}

function hasActiveService({ body }: ApiAnswer): boolean {
  const { services = [] } = JSON.parse(body.toString()) as { services?: { status: string }[] }
  return services.some(({ status }) => status === 'ACTIVE')
}
