import type { StacksContext } from '../context.ts'
import { type DeploymentState, revisionOf } from './deployment.ts'
import type { Followed } from './follow.ts'

export interface Verified {
  readonly state: DeploymentState
  /** ARN of the task definition that the operation deployed, if it is not that of the followed deployment. */
  readonly deployed?: string
}

type Context = Pick<StacksContext, 'clients'>

/**
 * Whether a service that looks steady runs what was deployed: a rollback can end between two looks, and its deployment
 * looks steady as well. The history of deployments shows it, or else the task definitions of the stack.
 */
export async function verified(followed: Followed, context: Context): Promise<Verified> {
  return (await fromHistory(followed, context)) ?? (await fromStack(followed, context))
}

/** Undefined if ECS has no history of the deployment, or it cannot be read. */
async function fromHistory(
  { cluster, arn, since, target }: Followed,
  { clients }: Context,
): Promise<Verified | undefined> {
  try {
    const client = await clients.ecs()
    const [newest] = await client.serviceDeployments(cluster, arn, since)
    if (newest === undefined) return undefined
    if (/ROLLBACK|STOPPED/.test(newest.status)) {
      const reason = newest.reason ?? `the deployment is in ${newest.status}`
      return { state: { kind: 'failed', reason } }
    }
    if (newest.targetRevision === null) return undefined
    const taskDefinition = await client.revisionTaskDefinition(newest.targetRevision)
    if (taskDefinition === undefined) return undefined
    const isOther = taskDefinition !== target?.taskDefinition
    return { state: isOther ? { kind: 'replaced', taskDefinition } : { kind: 'steady' } }
  } catch {
    return undefined
  }
}

/** After the operation, the stack has the revision that was deployed, also if ECS rolled the service back. */
async function fromStack({ service, stackId }: Followed, { clients }: Context): Promise<Verified> {
  const runs = service?.taskDefinition ?? ''
  const definitions = await clients
    .cloudFormation()
    .then(client => client.resources(stackId))
    .then(resources => resources.filter(({ type }) => type === 'AWS::ECS::TaskDefinition'))
    .catch(() => [])
  const deployed = definitions.flatMap(({ physicalId }) => physicalId ?? [])
  if (deployed.includes(runs)) return { state: { kind: 'steady' } }
  const other = deployed.find(definition => familyOf(definition) === familyOf(runs))
  if (other !== undefined) return { state: { kind: 'replaced', taskDefinition: runs }, deployed: other }
  const reason = `its deployment history cannot be read, and the stack has no task definition of ${familyOf(runs)}`
  return { state: { kind: 'unknown', reason } }
}

function familyOf(taskDefinition: string): string {
  return revisionOf(taskDefinition).replace(/:\d+$/, '')
}
