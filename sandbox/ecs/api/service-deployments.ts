import { failDeployment } from '../deployments.ts'
import { EcsError } from '../error.ts'
import type { Members } from '../types.ts'
import { type Action, type Context, page, serviceOf } from './context.ts'
import { describeRevision, describeServiceDeployment } from './describe.ts'

const list: Action = context => {
  const { service: given, status } = context.parameters
  const service = serviceOf(context, given)
  const briefs = service.history
    .filter(record => !Array.isArray(status) || status.length === 0 || status.includes(record.status))
    .map(record => ({
      serviceDeploymentArn: record.arn,
      serviceArn: service.arn,
      clusterArn: (describeServiceDeployment(context, service, record) as Members).clusterArn,
      createdAt: record.createdAt,
      startedAt: record.createdAt,
      finishedAt: record.finishedAt,
      targetServiceRevisionArn: record.target.arn,
      status: record.status,
      statusReason: record.statusReason,
    }))
  const { items, ...more } = page(context, briefs)
  return { serviceDeployments: items, ...more }
}

const describe: Action = context =>
  found(context, 'serviceDeploymentArns', 'serviceDeployments', arn => {
    for (const service of servicesIn(context)) {
      const record = service.history.find(one => one.arn === arn)
      if (record !== undefined) return describeServiceDeployment(context, service, record)
    }
    return undefined
  })

const describeRevisions: Action = context =>
  found(context, 'serviceRevisionArns', 'serviceRevisions', arn => {
    for (const service of servicesIn(context)) {
      const revision = service.revisions.find(one => one.arn === arn)
      if (revision !== undefined) return describeRevision(context, service, revision)
    }
    return undefined
  })

function found(
  { parameters }: Context,
  given: string,
  answered: string,
  find: (arn: string) => object | undefined,
): object {
  const arns = Array.isArray(parameters[given]) ? (parameters[given] as string[]) : []
  return {
    [answered]: arns.flatMap(arn => find(arn) ?? []),
    failures: arns.filter(arn => find(arn) === undefined).map(arn => ({ arn, reason: 'MISSING' })),
  }
}

function servicesIn({ store, region }: Context) {
  return [...store.services.values()].filter(service => service.region === region)
}

/** Stops a deployment in progress and returns to the last completed one. */
const stop: Action = context => {
  const { serviceDeploymentArn, stopType = 'ROLLBACK' } = context.parameters
  const service = servicesIn(context).find(({ history }) =>
    history.some(({ arn }) => arn === serviceDeploymentArn),
  )
  const record = service?.history.find(({ arn }) => arn === serviceDeploymentArn)
  if (service === undefined || record === undefined)
    throw new EcsError('ServiceDeploymentNotFoundException', 'Service deployment not found.')
  const deployment = service.deployments.find(one => one.serviceDeployment === record.arn && !one.isRollback)
  if (record.status !== 'IN_PROGRESS' || deployment === undefined)
    throw new EcsError(
      'ConflictException',
      `Service deployment cannot be stopped in the state ${record.status}.`,
    )
  failDeployment(service, deployment, 'stopped', stopType === 'ROLLBACK', context.ports)
  context.wake()
  return { serviceDeploymentArn: record.arn }
}

export const serviceDeploymentActions: Readonly<Record<string, Action>> = {
  ListServiceDeployments: list,
  DescribeServiceDeployments: describe,
  DescribeServiceRevisions: describeRevisions,
  StopServiceDeployment: stop,
}
