import type { Needs } from '../need.ts'

const key: Needs = ({ parameters, region }, { accountId }) => {
  const given = String(parameters.KeyId ?? '*')
  return [{ resource: given.startsWith('arn:') ? given : `arn:aws:kms:${region}:${accountId}:key/${given}` }]
}

export const kmsActions: Readonly<Record<string, Needs>> = {
  CreateGrant: key,
  DescribeKey: key,
  GetKeyPolicy: key,
  ListGrants: key,
}
