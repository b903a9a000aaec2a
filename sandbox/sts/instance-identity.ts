import type { IncomingCall } from '../gateway/server.ts'

/** Actions that CloudFormation's helper scripts may call with the identity document of their instance. */
const actions: ReadonlySet<string> = new Set(['SignalResource', 'DescribeStackResource'])

const authorization = /^CFN_V1 ([A-Za-z0-9+/=]+):/

/**
 * Whether cfn-init or cfn-signal makes this call for the instance `instanceId`, which needs no permission. The document's
 * signature is not checked: the address that the call comes from proves more.
 */
export function isByInstanceIdentity({ raw, api }: IncomingCall, instanceId: string | undefined): boolean {
  if (api.service !== 'cloudformation' || !actions.has(api.action)) return false
  const [, document] = authorization.exec([raw.headers.authorization ?? []].flat()[0] ?? '') ?? []
  return document !== undefined && instanceId !== undefined && instanceOf(document) === instanceId
}

function instanceOf(document: string): unknown {
  try {
    return JSON.parse(Buffer.from(document, 'base64').toString('utf8')).instanceId
  } catch {
    return undefined
  }
}
