import {
  bakeStatements,
  cleanStatements,
  deployStatements,
  promoteStatements,
  readActions,
  type Statement,
  verifyStatements,
} from './statements.ts'

/** What a session is for: the command that uses it. */
export type Purpose =
  | 'bake'
  | 'channels'
  | 'clean'
  | 'deploy'
  | 'doctor'
  | 'images'
  | 'promote'
  | 'rollback'
  | 'status'
  | 'verify'
  | 'watch'
  | 'whoami'

/** A purpose, and what the configuration makes of it. */
export interface Use {
  readonly purpose: Purpose
  /** What at least one image of the configuration needs. */
  readonly features: readonly Feature[]
  /** ARN of the role that CloudFormation gets from a deploy; null: none. */
  readonly stackRole: string | null
  /** Artifact bucket of a deploy that has one. */
  readonly artifactBucket?: string
  /** A deploy of a project with a stack that has a channel. */
  readonly channels?: true
  /** Roles of the targets of a promotion. */
  readonly targetRoles?: readonly string[]
  /** A deploy of a configuration with a project, which records what the stack runs. */
  readonly recorded?: true
}

/** `ownTemplate`: a template of the project, which can contain everything that Packer knows. */
export type Feature =
  | 'keyAlias'
  | 'copy'
  | 'share'
  | 'shareSnapshots'
  | 'spot'
  | 'sessionManager'
  | 'temporaryProfile'
  | 'instanceProfile'
  | 'ownTemplate'

/** The statements for a use, the most necessary first, without actions that another one allows for everything. */
export function permissionsOf({
  purpose,
  features,
  stackRole,
  artifactBucket,
  channels,
  targetRoles = [],
  recorded,
}: Use): readonly Statement[] {
  switch (purpose) {
    case 'bake':
      return withoutRepetition(
        bakePermissions(feature => features.includes(feature) || features.includes('ownTemplate')),
      )
    case 'doctor':
      return [
        doctorStatement,
        ...(features.includes('copy') ? [bakeStatements.Copy] : []),
        ...(features.includes('spot') ? [bakeStatements.Spot] : []),
        ...(features.includes('instanceProfile') ? [bakeStatements.InstanceProfile] : []),
      ]
    case 'clean':
      return Object.values(cleanStatements)
    case 'channels':
      return [{ Action: readActions.images, Resource: '*' }, deployStatements.Channel]
    case 'promote':
      return [
        ...Object.values(promoteStatements),
        ...(targetRoles.length === 0 ? [] : [{ Action: ['sts:AssumeRole'], Resource: targetRoles }]),
      ]
    case 'verify':
      return Object.values(verifyStatements)
    case 'deploy':
      return [
        deployStatements.Deploy,
        ...(stackRole === null ? [] : [{ ...deployStatements.PassRole, Resource: stackRole }]),
        ...(artifactBucket === undefined
          ? []
          : [{ ...deployStatements.Artifacts, Resource: objectsOf(artifactBucket) }]),
        ...(channels ? [deployStatements.Channel] : []),
        deployStatements.OwnKey,
        deployStatements.Adopt,
        deployStatements.Services,
        ...(recorded ? [deployStatements.State] : []),
      ]
    case 'rollback': {
      const [Deploy, ...others] = permissionsOf({
        purpose: 'deploy',
        features,
        stackRole,
        ...(artifactBucket === undefined ? {} : { artifactBucket }),
      })
      const own = [deployStatements.State, promoteStatements.Reject]
      return [...(Deploy === undefined ? [] : [Deploy]), ...own, ...others]
    }
    default:
      return [{ Action: readActions[purpose], Resource: '*' }]
  }
}

function bakePermissions(needs: (feature: Feature) => boolean): readonly Statement[] {
  const { Bake, OwnKey, KeyAlias, Copy, Share, ShareSnapshots, ...others } = bakeStatements
  const { Spot, SessionManager, TemporaryProfile, InstanceProfile, Diagnose, State } = others
  // One statement, because the length of a session policy is limited.
  const calls = [
    ...(needs('copy') ? Copy.Action : []),
    ...(needs('share') ? Share.Action : []),
    ...(needs('shareSnapshots') ? ShareSnapshots.Action : []),
    ...(needs('spot') ? Spot.Action : []),
    ...(needs('sessionManager') ? SessionManager.Action : []),
    ...(needs('instanceProfile') ? InstanceProfile.Action : []),
    ...(needs('keyAlias') ? KeyAlias.Action : []),
  ]
  return [
    Bake,
    OwnKey,
    ...(calls.length === 0 ? [] : [{ Action: calls, Resource: '*' }]),
    ...(needs('temporaryProfile') ? [TemporaryProfile] : []),
    Diagnose,
    State,
  ]
}

/** The length of a session policy is limited. */
function withoutRepetition(statements: readonly Statement[]): readonly Statement[] {
  const isForAll = ({ Resource, Condition }: Statement) => Resource === '*' && Condition === undefined
  const everywhere = new Set(statements.filter(isForAll).flatMap(({ Action }) => Action))
  return statements.map(statement =>
    isForAll(statement)
      ? statement
      : { ...statement, Action: statement.Action.filter(action => !everywhere.has(action)) },
  )
}

/** The bucket and its artifacts. */
function objectsOf(bucket: string): readonly string[] {
  return [`arn:*:s3:::${bucket}`, `arn:*:s3:::${bucket}/packer-ecs/*`]
}

/** The dry runs of a bake's calls, and the checks of endpoints and encryption. */
const doctorStatement: Statement = {
  ...bakeStatements.Bake,
  Action: [...bakeStatements.Bake.Action, 'ec2:GetEbsEncryptionByDefault'],
}
