import { anyResource, type Needs, requestTags } from '../need.ts'

/** Secrets Manager adds six characters to the name of a secret. */
function secretArn(region: string, accountId: string, given: string): string {
  if (given.startsWith('arn:')) return given
  return `arn:aws:secretsmanager:${region}:${accountId}:secret:${given}-??????`
}

const secret: Needs = ({ parameters, region }, { accountId }) => [
  { resource: secretArn(region, accountId, String(parameters.SecretId ?? '*')) },
]

const newSecret: Needs = (call, { accountId }) => {
  const resource = secretArn(call.region, accountId, String(call.parameters.Name ?? '*'))
  const tags = tagsIn(call.parameters.Tags)
  if (Object.keys(tags).length === 0) return [{ resource }]
  return [
    { resource, keys: requestTags(tags) },
    { action: 'secretsmanager:TagResource', resource, keys: requestTags(tags) },
  ]
}

const tagging: Needs = (call, lookups) =>
  secret(call, lookups).map(need => ({ ...need, keys: requestTags(tagsIn(call.parameters.Tags)) }))

const untagging: Needs = (call, lookups) => {
  const keys = Array.isArray(call.parameters.TagKeys) ? call.parameters.TagKeys.map(String) : []
  return secret(call, lookups).map(need => ({ ...need, keys: { 'aws:TagKeys': keys } }))
}

function tagsIn(tags: unknown): Record<string, string> {
  const listed = Array.isArray(tags) ? (tags as { Key: string; Value?: string }[]) : []
  return Object.fromEntries(listed.map(({ Key, Value = '' }) => [Key, Value]))
}

export const secretsManagerActions: Readonly<Record<string, Needs>> = {
  CreateSecret: newSecret,
  DeleteSecret: secret,
  DescribeSecret: secret,
  GetRandomPassword: anyResource,
  GetSecretValue: secret,
  ListSecrets: anyResource,
  PutSecretValue: secret,
  TagResource: tagging,
  UntagResource: untagging,
  UpdateSecret: secret,
}
