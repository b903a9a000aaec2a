import { UndecidablePolicy } from '../iam/conditions.ts'
import { applies } from '../iam/evaluate.ts'
import { MalformedPolicy, type Policy, type Principals, parseBucketPolicy } from '../iam/policy.ts'
import { accessRequests, needsOf } from '../iam/table.ts'
import { type AuthorizationWorld, contextOf, denied, lookups } from '../sts/authorize.ts'
import type { Caller } from '../sts/caller.ts'
import { type ApiError, apiError } from './api-answer.ts'
import type { ApiRequest, RawRequest } from './api-request.ts'

/** S3 looks for the bucket before it checks permissions: a call on a missing one is answered with 404. */
export function isOnMissingBucket(
  { service, action, parameters }: ApiRequest,
  { directory }: Pick<AuthorizationWorld, 'directory'>,
): boolean {
  if (service !== 's3' || action === 'CreateBucket') return false
  const name = String(parameters.Bucket)
  return directory.buckets[name] === undefined && !directory.foreignBuckets.includes(name)
}

/** Why S3 refuses a call on a bucket that the caller's policies allow; undefined if it does not. */
export function bucketRefusal(
  api: ApiRequest,
  { body }: Pick<RawRequest, 'body'>,
  caller: Caller,
  world: AuthorizationWorld,
): ApiError | undefined {
  if (api.service !== 's3') return undefined
  const name = String(api.parameters.Bucket)
  if (world.directory.foreignBuckets.includes(name) && api.action !== 'CreateBucket') return foreign
  const bucket = world.directory.buckets[name]
  if (bucket === undefined) return undefined
  const { ExpectedBucketOwner: owner = world.accountId } = api.parameters
  if (owner !== world.accountId) return foreign
  if (api.action === 'PutBucketPolicy') return malformed(body.toString())
  // The owner can always correct a policy that denies everything.
  if (bucket.policy === null || api.action === 'DeleteBucketPolicy') return undefined
  return deniedByPolicy(parseBucketPolicy(bucket.policy), api, caller, world)
}

const foreign = apiError('AccessDenied', 'Access Denied')

function malformed(text: string): ApiError | undefined {
  try {
    parseBucketPolicy(text)
    return undefined
  } catch (error) {
    if (error instanceof MalformedPolicy) return apiError('MalformedPolicy', error.message)
    throw error
  }
}

function deniedByPolicy(
  policy: Policy,
  api: ApiRequest,
  caller: Caller,
  world: AuthorizationWorld,
): ApiError | undefined {
  const context = contextOf(caller, world)
  const statements = policy.Statement.filter(({ Principal }) => concerns(Principal, caller, context, world))
  const applying = { ...policy, Statement: statements }
  for (const request of accessRequests(api, needsOf(api, lookups(world)) ?? [], context, {})) {
    try {
      if (!applies(applying, 'Deny', request)) continue
      return denied(api.protocol, caller, request, 'with an explicit deny in a resource-based policy')
    } catch (error) {
      if (error instanceof UndecidablePolicy)
        return denied(api.protocol, caller, request, `because ${error.message}`)
      throw error
    }
  }
  return undefined
}

function concerns(
  principals: Principals | undefined,
  { arn }: Caller,
  context: ReturnType<typeof contextOf>,
  { accountId }: AuthorizationWorld,
): boolean {
  const own = ['*', accountId, `arn:aws:iam::${accountId}:root`, arn, context['aws:PrincipalArn']]
  return (principals?.AWS ?? []).some(one => own.includes(one))
}
