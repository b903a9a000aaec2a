import { applicationAutoScalingActions } from './actions/application-auto-scaling.ts'
import { autoScalingActions } from './actions/auto-scaling.ts'
import { cloudFormationActions } from './actions/cloudformation.ts'
import { cloudWatchActions } from './actions/cloudwatch.ts'
import { ec2Actions } from './actions/ec2.ts'
import { ec2NetworkActions } from './actions/ec2-network.ts'
import { ecrActions } from './actions/ecr.ts'
import { ecsActions } from './actions/ecs.ts'
import { elasticLoadBalancingActions } from './actions/elastic-load-balancing.ts'
import { iamActions } from './actions/iam.ts'
import { kmsActions } from './actions/kms.ts'
import { logsActions } from './actions/logs.ts'
import { s3Actions } from './actions/s3.ts'
import { secretsManagerActions } from './actions/secrets-manager.ts'
import { snsActions } from './actions/sns.ts'
import { ssmActions } from './actions/ssm.ts'
import type { ApiCall } from './api-call.ts'
import type { Context } from './context.ts'
import type { AccessRequest } from './evaluate.ts'
import type { Lookups, Need, Needs } from './need.ts'

/** Services by signing name. STS is missing because its calls check permissions themselves (../sts). */
const services: Readonly<Record<string, Readonly<Record<string, Needs>>>> = {
  'application-autoscaling': applicationAutoScalingActions,
  autoscaling: autoScalingActions,
  cloudformation: cloudFormationActions,
  ec2: { ...ec2Actions, ...ec2NetworkActions },
  ecr: ecrActions,
  ecs: ecsActions,
  elasticloadbalancing: elasticLoadBalancingActions,
  iam: iamActions,
  kms: kmsActions,
  logs: logsActions,
  monitoring: cloudWatchActions,
  secretsmanager: secretsManagerActions,
  s3: s3Actions,
  sns: snsActions,
  ssm: ssmActions,
}

/** Permissions by signing name and action. */
const table: ReadonlyMap<string, Needs> = new Map(
  Object.entries(services).flatMap(([service, actions]) =>
    Object.entries(actions).map(([action, needs]) => [`${service}:${action}`, needs] as const),
  ),
)

/** `ec2:CreateImage` … */
export const tableActions: readonly string[] = [...table.keys()]

/** The permissions that a call requires; undefined if the table does not have the action. */
export function needsOf(call: ApiCall, lookups: Lookups): readonly Need[] | undefined {
  const needs = table.get(`${call.service}:${call.action}`)?.(call, lookups)
  // The service refuses a call without its resource. Until then it requires permission for any resource.
  return needs?.length === 0 ? [{ resource: '*' }] : needs
}

/** The requests to evaluate, with the condition keys of the call and the present tags of each resource. */
export function accessRequests(
  call: ApiCall,
  needs: readonly Need[],
  common: Context,
  tags: Readonly<Record<string, Readonly<Record<string, string>>>>,
): readonly AccessRequest[] {
  return needs.map(({ action, resource, keys, taggedId }) => ({
    action: action ?? `${call.service}:${call.action}`,
    resource,
    context: {
      ...common,
      'aws:RequestedRegion': call.region,
      ...(call.service === 'ec2' ? { 'ec2:Region': call.region } : {}),
      ...keys,
      ...resourceTags(tags[taggedId ?? ''] ?? {}),
    },
  }))
}

function resourceTags(tags: Readonly<Record<string, string>>): Context {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`ec2:ResourceTag/${key}`, value],
    ]),
  )
}
