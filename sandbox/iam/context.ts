import type { Variables } from './pattern.ts'

/** Condition keys of a call and their values; keys such as aws:TagKeys have several. */
export type Context = Readonly<Record<string, string | readonly string[]>>

/** The values of a key, in any case; undefined if the call does not have it. */
export function valuesOf(context: Context, key: string): readonly string[] | undefined {
  const value = lookUp(context, key)
  return typeof value === 'string' ? [value] : value
}

/** Keys for a policy's `${…}`: those that can have several values are never variables. */
export function variablesOf(context: Context): Variables {
  return name => {
    const value = lookUp(context, name)
    return typeof value === 'string' ? value : undefined
  }
}

function lookUp(context: Context, key: string): Context[string] | undefined {
  const wanted = key.toLowerCase()
  const [, value] = Object.entries(context).find(([name]) => name.toLowerCase() === wanted) ?? []
  return value
}

const known = [
  /^aws:(CurrentTime|EpochTime|MultiFactorAuthAge|MultiFactorAuthPresent|PrincipalAccount|PrincipalArn)$/i,
  /^aws:(PrincipalType|RequestedRegion|SecureTransport|SourceIp|TagKeys|TokenIssueTime|userid|username)$/i,
  /^aws:(ViaAWSService|FederatedProvider|SourceAccount|SourceArn)$/i,
  /^aws:(RequestTag|ResourceTag)\/.+$/i,
  /^ec2:(CreateAction|Encrypted|InstanceType|InstanceProfile|MetadataHttpTokens|Region)$/i,
  /^ec2:(VolumeIops|VolumeSize|VolumeThroughput|VolumeType)$/i,
  /^ec2:ResourceTag\/.+$/i,
  /^ecs:cluster$/i,
  /^elasticloadbalancing:CreateAction$/i,
  /^iam:PassedToService$/i,
  /^s3:(if-match|if-none-match)$/i,
  // Claims of a token, by the issuer: token.actions.githubusercontent.com:sub.
  /^[\w-]+(\.[\w-]+)+(\/[\w./-]+)?:(aud|sub)$/i,
  /^sts:(ExternalId|RoleSessionName)$/i,
]

/** Whether the sandbox supports this condition key. */
export function isKnownKey(key: string): boolean {
  return known.some(pattern => pattern.test(key))
}
