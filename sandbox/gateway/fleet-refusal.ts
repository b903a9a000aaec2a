import { type ApiAnswer, ec2Answer, escapeXml } from './api-answer.ts'

/** CreateFleet succeeds when it launches nothing, and its answer contains these errors (EC2 user guide, fleet errors). */
const messages: Readonly<Record<string, string>> = {
  InsufficientInstanceCapacity: 'There is no Spot capacity available that matches your request.',
  UnfulfillableCapacity:
    'Unable to fulfill capacity due to your request configuration. Please adjust your request and try again.',
  MaxSpotInstanceCountExceeded: 'Max spot instance count exceeded',
  'AuthFailure.ServiceLinkedRoleCreationNotPermitted':
    'The provided credentials do not have permission to create the service-linked role for EC2 Spot Instances.',
}

/** Undefined for a code with which the call itself fails. */
export function fleetRefusal(action: string, code: string): ApiAnswer | undefined {
  const message = messages[code]
  if (action !== 'CreateFleet' || message === undefined) return undefined
  const error = `<errorCode>${escapeXml(code)}</errorCode><errorMessage>${escapeXml(message)}</errorMessage>`
  return ec2Answer(
    action,
    `<fleetId>fleet-00000000-0000-4000-8000-000000000000</fleetId><errorSet><item>${error}</item></errorSet>`,
  )
}
