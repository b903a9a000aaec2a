import { type ApiAnswer, errorAnswer } from '../gateway/api-answer.ts'
import { credentialsElement, element, stsAnswer } from './answer.ts'
import { assumeRole } from './assume-role.ts'
import { durationOf, mfaProof, type StsCall, StsRefusal } from './requests.ts'

const hour = 3600

/** Answers signed calls of STS. */
export function answerSts(call: StsCall): ApiAnswer {
  const { api } = call
  try {
    switch (api.action) {
      case 'GetCallerIdentity':
        return getCallerIdentity(call)
      case 'GetSessionToken':
        return getSessionToken(call)
      case 'AssumeRole':
        return assumeRole(call)
      default:
        throw new StsRefusal('AccessDenied', `The sandbox does not have sts:${api.action}`)
    }
  } catch (error) {
    if (error instanceof StsRefusal) return errorAnswer(api.protocol, error.error)
    throw error
  }
}

/** Requires no permission, and cannot be denied. */
function getCallerIdentity({ caller, world }: StsCall): ApiAnswer {
  const elements = [
    element('Arn', caller.arn),
    element('UserId', caller.userId),
    element('Account', world.accountId),
  ]
  return stsAnswer('GetCallerIdentity', elements.join(''))
}

/** Requires no permission. The session has the permissions of its user. */
function getSessionToken(call: StsCall): ApiAnswer {
  const { api, caller, world, sessions } = call
  if (caller.session !== undefined) {
    throw new StsRefusal('AccessDenied', 'Cannot call GetSessionToken with session credentials')
  }
  const seconds = durationOf(api, 12 * hour, 36 * hour)
  const mfaAt = mfaProof(call)
  const { arn, userId, identity } = caller
  const session = { issuedAt: world.now, mfaAt, policies: undefined }
  const credentials = sessions.issue(seconds, { arn, userId, identity, session })
  return stsAnswer('GetSessionToken', credentialsElement(credentials))
}
