/** The purpose that a session is limited to. */
export type Purpose = 'bake' | 'deploy'

/** Maximum length of a session policy, in characters (docs/instance-facts.md, "Credentials"). */
const longest = 2048

/**
 * The calls of a bake and its clean-up, both packer-ecs's and Packer's. A session policy can only remove permissions,
 * so the role's policy limits resources and conditions. When the policy is too long, the last groups are dropped
 * first; nothing is ever added.
 */
export const bakeActions: readonly (readonly string[])[] = [
  // Every bake needs these.
  [
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:CreateImage',
    'ec2:CreateKeyPair',
    'ec2:CreateSecurityGroup',
    'ec2:CreateTags',
    'ec2:DeleteKeyPair',
    'ec2:DeleteSecurityGroup',
    'ec2:DeleteSnapshot',
    'ec2:DeleteVolume',
    'ec2:DeregisterImage',
    'ec2:DescribeImages',
    'ec2:DescribeInstanceStatus',
    'ec2:DescribeInstanceTypeOfferings',
    'ec2:DescribeInstances',
    'ec2:DescribeKeyPairs',
    'ec2:DescribeRegions',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSnapshots',
    'ec2:DescribeSubnets',
    'ec2:DescribeTags',
    'ec2:DescribeVolumes',
    'ec2:DescribeVpcs',
    'ec2:EnableImageDeprecation',
    'ec2:ModifyImageAttribute',
    'ec2:ModifyInstanceAttribute',
    'ec2:RunInstances',
    'ec2:StopInstances',
    'ec2:TerminateInstances',
    'ssm:GetParameter',
  ],
  // Diagnostics after a failure.
  ['ec2:GetConsoleOutput', 'ec2:GetEbsEncryptionByDefault'],
  // Encryption with a customer managed key.
  [
    'kms:CreateGrant',
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:GenerateDataKeyWithoutPlaintext',
    'kms:ReEncrypt*',
  ],
  // copyTo and shareWith.
  ['ec2:CopyImage', 'ec2:DescribeImageAttribute', 'ec2:ModifySnapshotAttribute'],
  // ssh: session-manager.
  [
    'iam:AddRoleToInstanceProfile',
    'iam:CreateInstanceProfile',
    'iam:CreateRole',
    'iam:DeleteInstanceProfile',
    'iam:DeleteRole',
    'iam:DeleteRolePolicy',
    'iam:GetInstanceProfile',
    'iam:GetRole',
    'iam:PassRole',
    'iam:PutRolePolicy',
    'iam:RemoveRoleFromInstanceProfile',
    'iam:TagInstanceProfile',
    'iam:TagRole',
    'ssm:DescribeInstanceInformation',
    'ssm:StartSession',
    'ssm:TerminateSession',
  ],
]

/**
 * The calls of deploy, watch and status. CloudFormation uses the caller's permissions unless the stack has a role, and
 * the permissions that a template needs cannot be listed beforehand: a deploy without such a role has no session
 * policy.
 */
export const deployActions: readonly (readonly string[])[] = [
  [
    'cloudformation:CancelUpdateStack',
    'cloudformation:ContinueUpdateRollback',
    'cloudformation:CreateChangeSet',
    'cloudformation:DeleteChangeSet',
    'cloudformation:DeleteStack',
    'cloudformation:DescribeChangeSet',
    'cloudformation:DescribeEvents',
    'cloudformation:DescribeStackEvents',
    'cloudformation:DescribeStackResources',
    'cloudformation:DescribeStacks',
    'cloudformation:ExecuteChangeSet',
    'cloudformation:ListChangeSets',
    'cloudformation:UpdateTerminationProtection',
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeScalingActivities',
    'ec2:DescribeImages',
    'ec2:DescribeInstanceTypes',
    'ec2:DescribeInstances',
    'ec2:DescribeSnapshots',
    'ec2:DescribeSubnets',
    'ec2:GetConsoleOutput',
    'ecs:DescribeContainerInstances',
    'ecs:DescribeTasks',
    'ecs:ListContainerInstances',
    'ecs:ListTasks',
    'iam:PassRole',
  ],
  // Whether Auto Scaling can use an AMI's key.
  ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'],
]

const actionsOf: Readonly<Record<Purpose, readonly (readonly string[])[]>> = {
  bake: bakeActions,
  deploy: deployActions,
}

/** The session policies of a purpose that are short enough, as JSON without spaces, the most permissive first. */
export function sessionPolicies(purpose: Purpose): readonly string[] {
  const groups = actionsOf[purpose]
  return groups
    .map((_, dropped) => toPolicy(groups.slice(0, groups.length - dropped).flat()))
    .filter(({ length }) => length <= longest)
}

function toPolicy(actions: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  })
}
