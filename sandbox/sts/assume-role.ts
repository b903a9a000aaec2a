import type { ApiAnswer } from '../gateway/api-answer.ts'
import { textOf } from '../iam/api-call.ts'
import type { Context } from '../iam/context.ts'
import { MalformedPolicy, parseTrustPolicy } from '../iam/policy.ts'
import { trustIn } from '../iam/trust.ts'
import { credentialsElement, element, stsAnswer } from './answer.ts'
import { contextOf, mayDoEverything, refusalFor } from './authorize.ts'
import type { Role } from './directory.ts'
import { durationOf, mfaProof, type StsCall, StsRefusal } from './requests.ts'
import { sessionPolicies } from './session-policy.ts'

const hour = 3600

/** Throws StsRefusal. */
export function assumeRole(call: StsCall): ApiAnswer {
  const { api, world, sessions } = call
  const sessionName = sessionNameOf(call)
  const asked = durationOf(api, hour, 12 * hour)
  const { policies, packedPercent } = sessionPolicies(api, world.directory)
  const mfaAt = mfaProof(call)
  const role = trustingRole(call, mfaAt)
  const seconds = allowedDuration(call, role, asked)
  const arn = `arn:aws:sts::${world.accountId}:assumed-role/${role.name}/${sessionName}`
  const userId = `${role.id}:${sessionName}`
  const credentials = sessions.issue(seconds, {
    arn,
    userId,
    identity: { kind: 'role', name: role.name },
    // A role's session does not inherit that its maker gave a code.
    session: { issuedAt: world.now, mfaAt: undefined, policies },
  })
  const user = `<AssumedRoleUser>${element('Arn', arn)}${element('AssumedRoleId', userId)}</AssumedRoleUser>`
  const packed = policies === undefined ? '' : element('PackedPolicySize', String(packedPercent))
  return stsAnswer('AssumeRole', `${user}${credentialsElement(credentials)}${packed}`)
}

function sessionNameOf({ api }: StsCall): string {
  const name = textOf(api.parameters, 'RoleSessionName') ?? ''
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name
  const constraint = 'Member must satisfy regular expression pattern: [\\w+=,.@-]*, 2 to 64 characters'
  const where = `Value '${name}' at 'roleSessionName' failed to satisfy constraint: ${constraint}`
  throw new StsRefusal('ValidationError', `1 validation error detected: ${where}`)
}

/** The role, when it trusts the caller and the caller may assume it. One that does not exist answers the same. */
function trustingRole(call: StsCall, mfaAt: Date | undefined): Role {
  const { api, caller, world } = call
  const roleArn = textOf(api.parameters, 'RoleArn') ?? ''
  const role = world.directory.roles.find(({ arn }) => arn === roleArn)
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
  const trust = trustOf(role, { arns, accountId: world.accountId, context })
  if (trust === 'denied' || trust === 'none') return denied()
  const request = { action: 'sts:AssumeRole', resource: roleArn, context }
  const why = mayDoEverything(caller) ? undefined : refusalFor(request, caller, world.directory)
  // A trust policy that names the caller needs no consent of the caller's own policies, but no refusal either.
  const consents =
    trust === 'named' && why === 'because no identity-based policy allows the sts:AssumeRole action'
  return why === undefined || consents ? role : denied(` ${why}`)
}

function trustOf(role: Role, assumer: Parameters<typeof trustIn>[1]): ReturnType<typeof trustIn> {
  try {
    return trustIn(parseTrustPolicy(role.trust), assumer)
  } catch (error) {
    if (error instanceof MalformedPolicy) return 'none'
    throw error
  }
}

function allowedDuration({ caller }: StsCall, role: Role, seconds: number): number {
  const asked = 'The requested DurationSeconds exceeds'
  if (caller.identity.kind === 'role' && seconds > hour) {
    const message = `${asked} the 1 hour session limit for roles assumed by role chaining`
    throw new StsRefusal('ValidationError', message)
  }
  if (seconds > role.maxSessionSeconds) {
    throw new StsRefusal('ValidationError', `${asked} the MaxSessionDuration set for this role.`)
  }
  return seconds
}
