import { UndecidablePolicy } from '../iam/conditions.ts'
import { MalformedPolicy, type Policy, parseTrustPolicy } from '../iam/policy.ts'
import type { Role } from './directory.ts'

/** The decision of a role's trust policy, or an error if the sandbox cannot evaluate it. */
export function decided<Decision>(
  { trust }: Role,
  decide: (policy: Policy) => Decision,
  refuse: (why: string) => Decision,
): Decision {
  try {
    return decide(parseTrustPolicy(trust))
  } catch (error) {
    if (error instanceof UndecidablePolicy || error instanceof MalformedPolicy) return refuse(error.message)
    throw error
  }
}
