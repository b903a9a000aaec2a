import type { Variables } from './pattern.ts'

/** Condition keys of a call and their values; keys such as aws:TagKeys have several. */
export type Context = Readonly<Record<string, string | readonly string[]>>

/** The values of a key, in any case; undefined if the call does not have it. */
export function valuesOf(context: Context, key: string): readonly string[] | undefined {
  const wanted = key.toLowerCase()
  for (const [name, value] of Object.entries(context)) {
    if (name.toLowerCase() === wanted) return typeof value === 'string' ? [value] : value
  }
  return undefined
}

/** Keys with one value, for a policy's `${…}`. */
export function variablesOf(context: Context): Variables {
  return name => {
    const values = valuesOf(context, name)
    return values?.length === 1 ? values[0] : undefined
  }
}

const known = [
  /^aws:(CurrentTime|EpochTime|MultiFactorAuthAge|MultiFactorAuthPresent|PrincipalAccount|PrincipalArn)$/i,
  /^aws:(PrincipalType|RequestedRegion|SecureTransport|SourceIp|TagKeys|TokenIssueTime|userid|username)$/i,
  /^aws:(ViaAWSService|FederatedProvider)$/i,
  /^aws:(RequestTag|ResourceTag)\/.+$/i,
  /^ec2:(CreateAction|Encrypted|InstanceType|InstanceProfile|MetadataHttpTokens|Region)$/i,
  /^ec2:(VolumeIops|VolumeSize|VolumeThroughput|VolumeType)$/i,
  /^ec2:ResourceTag\/.+$/i,
  /^ecs:cluster$/i,
  /^iam:PassedToService$/i,
  // Claims of a token, by the issuer: token.actions.githubusercontent.com:sub.
  /^[\w-]+(\.[\w-]+)+(\/[\w./-]+)?:(aud|sub)$/i,
  /^sts:(ExternalId|RoleSessionName)$/i,
]

/** Whether the sandbox supports this condition key. */
export function isKnownKey(key: string): boolean {
  return known.some(pattern => pattern.test(key))
}
