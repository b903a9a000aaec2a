/** What a session is for: it can do that and nothing else. */
export type Purpose = 'bake' | 'deploy'

/** STS takes a session policy of at most this many characters (docs/instance-facts.md, "Credentials"). */
const longest = 2048

/**
 * What a bake and the cleaning up after it call, our own calls and Packer's. Resources and conditions are the role's
 * business: a session policy can only take away. Groups later in the list are dropped first when a policy gets too
 * long; nothing is ever widened.
 */
export const bakeActions: readonly (readonly string[])[] = [
  // Without these no bake ends.
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
  // Why something failed.
  ['ec2:GetConsoleOutput', 'ec2:GetEbsEncryptionByDefault'],
  // Encryption with an own key.
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
 * What deploy, watch and status call themselves. CloudFormation acts with the caller's rights unless the stack has a
 * role of its own, and what a template makes nobody can list beforehand: so a deploy without that role has no session
 * policy (src/wiring/deploy-command.ts).
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
  // Whether Auto Scaling may use an AMI's key.
  ['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants'],
]

const actionsOf: Readonly<Record<Purpose, readonly (readonly string[])[]>> = {
  bake: bakeActions,
  deploy: deployActions,
}

/** The session policies of a purpose as JSON without blanks, each of them short enough, the widest first. */
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
