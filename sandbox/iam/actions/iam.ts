import { tagsOf, textOf } from '../api-call.ts'
import { anyResource, type Needs, requestTags } from '../need.ts'

const role: Needs = ({ parameters }, { roleArn }) => [
  { resource: roleArn(textOf(parameters, 'RoleName') ?? '*') },
]

const profile: Needs = ({ parameters }, { accountId }) => {
  const path = textOf(parameters, 'Path') ?? '/'
  const name = textOf(parameters, 'InstanceProfileName') ?? '*'
  return [{ resource: `arn:aws:iam::${accountId}:instance-profile${path}${name}` }]
}

/** Adding a role to a profile requires iam:PassRole. */
const roleIntoProfile: Needs = (call, lookups) => [
  ...profile(call, lookups),
  ...role(call, lookups).map(need => ({ ...need, action: 'iam:PassRole' })),
]

/** Tags at creation require a separate permission. */
const tagging =
  (needs: Needs, action: string): Needs =>
  (call, lookups) => {
    const tags = tagsOf(call.parameters, 'Tags.member')
    const made = needs(call, lookups)
    if (Object.keys(tags).length === 0) return made
    return [...made, ...made.map(need => ({ ...need, action, keys: requestTags(tags) }))]
  }

/** A managed policy by ARN, or by the path and name of a new one. */
const policy: Needs = ({ parameters }, { accountId }) => {
  const path = textOf(parameters, 'Path') ?? '/'
  const made = `arn:aws:iam::${accountId}:policy${path}${textOf(parameters, 'PolicyName') ?? '*'}`
  return [{ resource: textOf(parameters, 'PolicyArn') ?? made }]
}

/** Roles and profiles: Packer creates them for Session Manager, `clean` deletes them, and stacks contain them. */
export const iamActions: Readonly<Record<string, Needs>> = {
  AddRoleToInstanceProfile: roleIntoProfile,
  AttachRolePolicy: role,
  CreateInstanceProfile: tagging(profile, 'iam:TagInstanceProfile'),
  CreatePolicy: policy,
  CreatePolicyVersion: policy,
  CreateRole: tagging(role, 'iam:TagRole'),
  DeleteInstanceProfile: profile,
  DeletePolicy: policy,
  DeletePolicyVersion: policy,
  DeleteRole: role,
  DeleteRolePolicy: role,
  DetachRolePolicy: role,
  GetInstanceProfile: profile,
  GetPolicy: policy,
  GetPolicyVersion: policy,
  GetRole: role,
  ListAttachedRolePolicies: role,
  ListInstanceProfiles: anyResource,
  ListRolePolicies: role,
  PutRolePolicy: role,
  RemoveRoleFromInstanceProfile: profile,
  TagInstanceProfile: profile,
  TagRole: role,
  UntagRole: role,
  UpdateAssumeRolePolicy: role,
  UpdateRole: role,
}
