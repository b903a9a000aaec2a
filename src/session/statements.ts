/** A statement of a policy that allows something. */
export interface Statement {
  readonly Action: readonly string[]
  readonly Resource: string | readonly string[]
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>
}

/** The state buckets and their objects. */
const stateBuckets = 'arn:*:s3:::packer-ecs-state-*'
const pointers = 'arn:*:ssm:*:*:parameter/packer-ecs/*'

/** The temporary role and instance profile of Packer. */
const temporary = ['arn:*:iam::*:role/packer-*', 'arn:*:iam::*:instance-profile/packer-*']

const readsChannels = allow(
  // Without s3:ListBucket, S3 does not say that an object is missing.
  ['s3:GetObject', 's3:ListBucket', 'ssm:GetParameter'],
  [stateBuckets, pointers],
)

/** The calls of a bake and its undo, both packer-ecs's and Packer's. */
export const bakeStatements = {
  Bake: allow([
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
  ]),
  // EC2 makes these calls. They are part of every bake, because EC2 may encrypt with the account's default key even if
  // the configuration sets none.
  OwnKey: {
    Action: [
      'kms:CreateGrant',
      'kms:Decrypt',
      'kms:DescribeKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncrypt*',
    ],
    Resource: '*',
    Condition: { StringLike: { 'kms:ViaService': 'ec2.*' } },
  },
  // To compare a finished AMI with an alias of the configuration.
  KeyAlias: allow(['kms:DescribeKey']),
  Copy: allow(['ec2:CopyImage']),
  // An AMI with the account's default key cannot be shared.
  Share: allow(['ec2:DescribeImageAttribute', 'ec2:GetEbsEncryptionByDefault']),
  ShareSnapshots: allow(['ec2:DescribeSnapshotAttribute', 'ec2:ModifySnapshotAttribute']),
  // Packer launches a spot instance with a fleet of one, from a temporary launch template.
  Spot: allow([
    'ec2:CreateFleet',
    'ec2:CreateLaunchTemplate',
    'ec2:DeleteLaunchTemplate',
    'ec2:DescribeLaunchTemplateVersions',
    'ec2:DescribeLaunchTemplates',
  ]),
  SessionManager: allow([
    'ssm:DescribeInstanceInformation',
    'ssm:ResumeSession',
    'ssm:StartSession',
    'ssm:TerminateSession',
    'ssmmessages:OpenDataChannel',
  ]),
  TemporaryProfile: allow(
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
    ],
    temporary,
  ),
  InstanceProfile: allow(['iam:GetInstanceProfile', 'iam:PassRole']),
  // A bake without this only reports less about a failure.
  Diagnose: allow(['ec2:GetConsoleOutput']),
  // A bake without this does not write its record, which a later command then creates.
  State: allow(['s3:GetObject', 's3:ListBucket', 's3:PutObject'], stateBuckets),
} as const satisfies Record<string, Statement>

export const cleanStatements = {
  Clean: allow([
    'ec2:DeleteKeyPair',
    'ec2:DeleteLaunchTemplate',
    'ec2:DeleteSecurityGroup',
    'ec2:DeleteSnapshot',
    'ec2:DeleteVolume',
    'ec2:DeregisterImage',
    'ec2:DescribeImages',
    'ec2:DescribeInstances',
    'ec2:DescribeKeyPairs',
    'ec2:DescribeLaunchTemplateVersions',
    'ec2:DescribeLaunchTemplates',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSnapshots',
    'ec2:DescribeVolumes',
    'ec2:TerminateInstances',
    'iam:ListInstanceProfiles',
  ]),
  // Always, because an interrupted bake may have used a configuration that has changed since.
  CleanProfiles: allow(
    [
      'iam:DeleteInstanceProfile',
      'iam:DeleteRole',
      'iam:DeleteRolePolicy',
      'iam:GetInstanceProfile',
      'iam:GetRole',
      'iam:RemoveRoleFromInstanceProfile',
    ],
    temporary,
  ),
} as const satisfies Record<string, Statement>

/** The calls of a verification, and of the stack that it offers to deploy. */
export const verifyStatements = {
  Verify: allow([
    'autoscaling:DeleteScheduledAction',
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeScalingActivities',
    'autoscaling:PutScheduledUpdateGroupAction',
    'autoscaling:UpdateAutoScalingGroup',
    // The stacks that it offers to deploy. Their resources need further permissions, once.
    'cloudformation:CreateChangeSet',
    'cloudformation:DescribeChangeSet',
    'cloudformation:DescribeEvents',
    'cloudformation:DescribeStackEvents',
    'cloudformation:DescribeStacks',
    'cloudformation:ExecuteChangeSet',
    'cloudformation:ListStackResources',
    'ec2:CreateLaunchTemplate',
    'ec2:CreateTags',
    'ec2:DeleteLaunchTemplate',
    'ec2:DescribeImages',
    'ec2:DescribeInstanceTypeOfferings',
    'ec2:DescribeInstanceTypes',
    'ec2:DescribeInstances',
    'ec2:DescribeLaunchTemplates',
    'ec2:DescribeSnapshots',
    'ec2:DescribeSubnets',
    'ec2:DescribeVolumes',
    'ec2:GetConsoleOutput',
    'ec2:RebootInstances',
    // Auto Scaling requires it of the caller that sets the launch template of a group.
    'ec2:RunInstances',
    'ecs:DescribeContainerInstances',
    'ecs:DescribeTasks',
    'ecs:ListContainerInstances',
    'ecs:StartTask',
    'kms:DescribeKey',
    'logs:GetLogEvents',
  ]),
  // Records of AMIs, and locks.
  State: allow(['s3:GetObject', 's3:ListBucket', 's3:PutObject'], stateBuckets),
  // The role of the instance.
  PassInstanceRole: {
    Action: ['iam:PassRole'],
    Resource: 'arn:*:iam::*:role/packer-ecs-verify-*',
    Condition: { StringLike: { 'iam:PassedToService': 'ec2.amazonaws.com*' } },
  },
} as const satisfies Record<string, Statement>

export const deployStatements = {
  Deploy: allow([
    'cloudformation:CancelUpdateStack',
    'cloudformation:ContinueUpdateRollback',
    'cloudformation:CreateChangeSet',
    'cloudformation:DeleteChangeSet',
    'cloudformation:DeleteStack',
    'cloudformation:DescribeChangeSet',
    'cloudformation:DescribeEvents',
    'cloudformation:DescribeStackEvents',
    'cloudformation:DescribeStacks',
    'cloudformation:ExecuteChangeSet',
    'cloudformation:ListChangeSets',
    'cloudformation:ListStackResources',
    'cloudformation:UpdateTerminationProtection',
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeScalingActivities',
    'ec2:DescribeImages',
    'ec2:DescribeInstanceTypes',
    'ec2:DescribeInstances',
    'ec2:DescribeSnapshots',
    'ec2:GetConsoleOutput',
    'ecs:DescribeContainerInstances',
    'ecs:DescribeTasks',
    'ecs:ListContainerInstances',
    'ecs:ListTasks',
    // CloudFormation reads SSM-typed parameters and checks AWS-specific types with the caller's rights, even with a
    // service role.
    'ec2:DescribeAvailabilityZones',
    'ec2:DescribeKeyPairs',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVolumes',
    'ec2:DescribeVpcs',
    'ssm:GetParameters',
  ]),
  // A session policy has the stack's role as the only resource.
  PassRole: {
    Action: ['iam:PassRole'],
    Resource: '*',
    Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
  },
  // Templates in the artifact bucket. CloudFormation reads them with the caller's rights, even with a service role.
  Artifacts: allow(['s3:GetObject', 's3:ListBucket', 's3:PutObject']),
  // What services of the stack run, and why their tasks fail. A deploy without this only reports less.
  Services: allow([
    'ecr:BatchGetImage',
    'ecr:DescribeImages',
    'ecr:DescribePullThroughCacheRules',
    'ecr:GetDownloadUrlForLayer',
    'ecs:Describe*',
    'ecs:ListServiceDeployments',
    'elasticloadbalancing:DescribeTarget*',
    'logs:GetLogEvents',
  ]),
  // Whether Auto Scaling can use an AMI's key.
  OwnKey: allow(['kms:DescribeKey', 'kms:GetKeyPolicy', 'kms:ListGrants']),
  // Assigns a deployed AMI from before projects to the project. Nothing else can be tagged, and no tag can be changed.
  Adopt: {
    Action: ['ec2:CreateTags'],
    Resource: 'arn:*:ec2:*::image/*',
    Condition: {
      'ForAllValues:StringEquals': { 'aws:TagKeys': 'packer-ecs:project' },
      Null: { 'aws:ResourceTag/packer-ecs:project': 'true' },
    },
  },
  // The AMI in a channel, and whether it is verified.
  Channel: readsChannels,
  // What the stack runs, for a later rollback. A deploy without this does not record it.
  State: allow(
    ['cloudformation:GetTemplate', 's3:GetObject', 's3:ListBucket', 's3:PutObject'],
    [stateBuckets, 'arn:*:cloudformation:*:*:stack/*'],
  ),
} as const satisfies Record<string, Statement>

export const promoteStatements = {
  Promote: allow(['ec2:DescribeImages', 'ec2:DescribeSnapshots', 'ec2:EnableImageDeregistrationProtection']),
  State: allow(['s3:GetObject', 's3:ListBucket', 's3:PutObject'], stateBuckets),
  // SSM itself reads the parameter and the AMI with the caller's rights.
  Pointers: allow(['ssm:GetParameter', 'ssm:GetParameters', 'ssm:PutParameter'], pointers),
  // A rejection. Nothing else can be tagged.
  Reject: {
    Action: ['ec2:CreateTags'],
    Resource: 'arn:*:ec2:*::image/*',
    Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': 'packer-ecs:rejected' } },
  },
} as const satisfies Record<string, Statement>

/** Of the commands that change nothing, except that a watch can cancel the update when the user asks for it. */
export const readActions = {
  images: ['ec2:DescribeImages'],
  status: [
    'cloudformation:DescribeStacks',
    'cloudformation:ListStackResources',
    'ec2:DescribeImages',
    'ec2:DescribeInstances',
    'ecs:DescribeContainerInstances',
    'ecs:DescribeServices',
    'ecs:DescribeTaskDefinition',
    'ecs:ListContainerInstances',
    // The AMI in a channel; a status without this shows less.
    'ssm:GetParameter',
  ],
  watch: [
    'cloudformation:CancelUpdateStack',
    'cloudformation:DescribeStackEvents',
    'cloudformation:DescribeStacks',
    'cloudformation:ListStackResources',
    'autoscaling:DescribeAutoScalingGroups',
    'autoscaling:DescribeScalingActivities',
    'ec2:DescribeImages',
    'ec2:DescribeInstances',
    'ec2:GetConsoleOutput',
    'ecs:DescribeContainerInstances',
    'ecs:DescribeServiceRevisions',
    'ecs:DescribeServices',
    'ecs:DescribeTaskDefinition',
    'ecs:DescribeTasks',
    'ecs:ListContainerInstances',
    'ecs:ListServiceDeployments',
    'ecs:ListTasks',
    'elasticloadbalancing:DescribeTargetGroups',
    'elasticloadbalancing:DescribeTargetHealth',
    'logs:GetLogEvents',
  ],
  // STS allows this to everyone, but a policy needs an action.
  whoami: ['sts:GetCallerIdentity'],
} as const satisfies Record<string, readonly string[]>

function allow(Action: readonly string[], Resource: Statement['Resource'] = '*'): Statement {
  return { Action, Resource }
}
