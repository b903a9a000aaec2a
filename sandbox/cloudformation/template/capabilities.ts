import type { Template } from './template.ts'

/** IAM types that require an acknowledgment. */
const iamTypes = [
  'AccessKey',
  'Group',
  'InstanceProfile',
  'ManagedPolicy',
  'Policy',
  'Role',
  'User',
  'UserToGroupAddition',
]

/** Properties with which a template names such a resource. */
const nameProperties: Readonly<Record<string, string>> = {
  Group: 'GroupName',
  InstanceProfile: 'InstanceProfileName',
  ManagedPolicy: 'ManagedPolicyName',
  Role: 'RoleName',
  User: 'UserName',
}

/** `CAPABILITY_IAM`, or `CAPABILITY_NAMED_IAM` if the template names a resource; empty without IAM resources. */
export function requiredCapabilities({ resources }: Pick<Template, 'resources'>): string[] {
  const iam = Object.values(resources).flatMap(({ type, properties }) => {
    const name = type.startsWith('AWS::IAM::') ? type.slice('AWS::IAM::'.length) : ''
    return iamTypes.includes(name) ? [{ name, properties }] : []
  })
  if (iam.length === 0) return []
  const isNamed = iam.some(
    ({ name, properties }) => nameProperties[name] !== undefined && nameProperties[name] in properties,
  )
  return [isNamed ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM']
}
