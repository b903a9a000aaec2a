import { textOf } from '../api-call.ts'
import type { Needs } from '../need.ts'

const role: Needs = ({ parameters }, { roleArn }) => [
  { resource: roleArn(textOf(parameters, 'RoleName') ?? '*') },
]

const profile: Needs = ({ parameters }, { accountId }) => {
  const path = textOf(parameters, 'Path') ?? '/'
  const name = textOf(parameters, 'InstanceProfileName') ?? '*'
  return [{ resource: `arn:aws:iam::${accountId}:instance-profile${path}${name}` }]
}

/** Whoever puts a role into a profile passes it on. */
const roleIntoProfile: Needs = (call, lookups) => [
  ...profile(call, lookups),
  ...role(call, lookups).map(need => ({ ...need, action: 'iam:PassRole' })),
]

/** Roles and profiles, as Packer makes them for Session Manager and `clean` removes them. */
export const iamActions: Readonly<Record<string, Needs>> = {
  AddRoleToInstanceProfile: roleIntoProfile,
  AttachRolePolicy: role,
  CreateInstanceProfile: profile,
  CreateRole: role,
  DeleteInstanceProfile: profile,
  DeleteRole: role,
  DeleteRolePolicy: role,
  DetachRolePolicy: role,
  GetInstanceProfile: profile,
  GetRole: role,
  ListAttachedRolePolicies: role,
  ListRolePolicies: role,
  PutRolePolicy: role,
  RemoveRoleFromInstanceProfile: profile,
  TagInstanceProfile: profile,
  TagRole: role,
}
