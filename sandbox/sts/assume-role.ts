import type { ApiAnswer } from '../gateway/api-answer.ts'
import { textOf } from '../iam/api-call.ts'
import type { Context } from '../iam/context.ts'
import { trustIn } from '../iam/trust.ts'
import { stsAnswer } from './answer.ts'
import { contextOf, mayDoEverything, refusalFor } from './authorize.ts'
import type { Role } from './directory.ts'
import { mfaProof, type StsCall, StsRefusal } from './requests.ts'
import { roleRequest, roleSession } from './role-session.ts'
import { decided } from './trust-decision.ts'

const chainedLimit = 3600

/** @throws StsRefusal */
export function assumeRole(call: StsCall): ApiAnswer {
  const request = roleRequest(call)
  const role = trustingRole(call, mfaProof(call))
  if (call.caller.identity.kind === 'role' && request.seconds > chainedLimit) {
    const limit = 'the 1 hour session limit for roles assumed by role chaining'
    throw new StsRefusal('ValidationError', `The requested DurationSeconds exceeds ${limit}`)
  }
  return stsAnswer('AssumeRole', roleSession(call, role, request))
}

/** The role, if it trusts the caller and the caller may assume it. The error is the same if it does not exist. */
function trustingRole(call: StsCall, mfaAt: Date | undefined): Role {
  const { api, caller, world, roleAccount = world } = call
  const roleArn = textOf(api.parameters, 'RoleArn') ?? ''
  const role = roleAccount.directory.roles.find(({ arn }) => arn === roleArn)
  const externalId = textOf(api.parameters, 'ExternalId')
  const context: Context = {
    ...contextOf(caller, world),
    ...(mfaAt && { 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '0' }),
    'sts:RoleSessionName': textOf(api.parameters, 'RoleSessionName') ?? '',
    ...(externalId === undefined ? {} : { 'sts:ExternalId': externalId }),
  }
  const denied = (why = ''): never => {
    const action = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`
    throw new StsRefusal('AccessDenied', `${action}${why}`)
  }
  if (role === undefined) return denied()
  const arns = [caller.arn, String(context['aws:PrincipalArn'])]
  const assumer = { arns, accountId: world.accountId, context }
  const trust = decided(
    role,
    policy => trustIn(policy, assumer),
    why => denied(` because ${why}`),
  )
  if (trust === 'denied' || trust === 'none') return denied()
  const request = { action: 'sts:AssumeRole', resource: roleArn, context }
  const why = mayDoEverything(caller) ? undefined : refusalFor(request, caller, world.directory)
  // If the trust policy names the caller, the caller's own policies need not allow the call, but must not deny it. In
  // another account, they must allow it as well.
  const consents =
    trust === 'named' &&
    roleAccount.accountId === world.accountId &&
    why === 'because no identity-based policy allows the sts:AssumeRole action'
  return why === undefined || consents ? role : denied(` ${why}`)
}
