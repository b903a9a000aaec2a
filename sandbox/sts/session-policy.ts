import { deflateRawSync } from 'node:zlib'
import type { ApiRequest } from '../gateway/api-request.ts'
import { structuresOf, textOf } from '../iam/api-call.ts'
import { MalformedPolicy, type Policy, parseIdentityPolicy } from '../iam/policy.ts'
import type { Directory } from './directory.ts'
import { StsRefusal } from './requests.ts'

const mostCharacters = 2048
/** AWS does not document how it packs policies. This estimate allows 2,048 characters of actions. */
const mostPackedBytes = 1024

export interface SessionPolicies {
  /** Undefined without session policies. */
  readonly policies: readonly Policy[] | undefined
  /** Share of the allowed size. */
  readonly packedPercent: number
}

/**
 * The session policies of an AssumeRole call.
 * @throws StsRefusal if they are too long, too large when packed, malformed, or unknown
 */
export function sessionPolicies({ parameters }: ApiRequest, directory: Directory): SessionPolicies {
  const inline = textOf(parameters, 'Policy')
  const arns = structuresOf(parameters, 'PolicyArns.member').map(({ arn }) => String(arn))
  if (inline === undefined && arns.length === 0) return { policies: undefined, packedPercent: 0 }
  if (inline !== undefined && inline.length > mostCharacters) {
    const constraint = `Member must have length less than or equal to ${mostCharacters}`
    const where = `Value at 'policy' failed to satisfy constraint: ${constraint}`
    throw new StsRefusal('ValidationError', `1 validation error detected: ${where}`)
  }
  const packed = deflateRawSync([inline, ...arns].join('\n')).length
  const packedPercent = Math.ceil((100 * packed) / mostPackedBytes)
  if (packedPercent > 100) {
    const message = `Packed size of session tags and policies consumes ${packedPercent}% of allotted space.`
    throw new StsRefusal('PackedPolicyTooLarge', message)
  }
  const managed = arns.map(arn => {
    const document = directory.policies[arn]
    if (document === undefined) throw new StsRefusal('ValidationError', `Policy ${arn} does not exist here.`)
    return document
  })
  return { policies: [...(inline === undefined ? [] : [inline]), ...managed].map(read), packedPercent }
}

function read(document: string): Policy {
  try {
    return parseIdentityPolicy(document)
  } catch (error) {
    if (error instanceof MalformedPolicy) throw new StsRefusal('MalformedPolicyDocument', error.message)
    throw error
  }
}
