import type { ImageSettings, Project } from '../config/settings.ts'
import { sharedWith } from '../config/shared-with.ts'
import { volumesOf } from '../config/volumes-of.ts'
import type { Feature, Purpose, Use } from '../session/permissions.ts'

/**
 * What a command's session is used for. Null for a deploy or rollback without a role for CloudFormation: it then uses the
 * permissions of the session, and those that a template needs are not known in advance. So does a verification, which
 * may deploy its stack.
 *
 * @param project undefined without a configuration
 */
export function sessionUse(
  purpose: Purpose,
  project:
    | (Pick<Project, 'images'> & Partial<Pick<Project, 'artifactBucket' | 'stacks' | 'targets' | 'name'>>)
    | undefined,
  stackRole: string | null,
): Use | null {
  const isDeploy = purpose === 'deploy' || purpose === 'rollback'
  if (purpose === 'verify' || (isDeploy && stackRole === null)) return null
  const use = { purpose, features: featuresOf(Object.values(project?.images ?? {})), stackRole }
  const bucket = project?.artifactBucket ?? null
  if (purpose === 'promote') {
    const targetRoles = Object.values(project?.targets ?? {}).flatMap(({ role }) => role ?? [])
    return { ...use, targetRoles: [...new Set(targetRoles)] }
  }
  if (!isDeploy) return use
  const stacks = Object.values(project?.stacks ?? {})
  return {
    ...use,
    ...(bucket === null ? {} : { artifactBucket: bucket }),
    ...(stacks.some(({ channels }) => Object.keys(channels).length > 0) ? { channels: true as const } : {}),
    ...((project?.name ?? null) === null ? {} : { recorded: true as const }),
  }
}

function featuresOf(images: readonly ImageSettings[]): Feature[] {
  return (Object.keys(isUsed) as Feature[]).filter(feature => images.some(isUsed[feature]))
}

/** The names of keys in the configuration. */
function keysOf(image: ImageSettings): readonly string[] {
  return volumesOf(image).flatMap(({ kmsKey, kmsKeys }) => [
    ...(kmsKey === null ? [] : [kmsKey]),
    ...Object.values(kmsKeys),
  ])
}

const isUsed: Readonly<Record<Feature, (image: ImageSettings) => boolean>> = {
  keyAlias: image => keysOf(image).some(key => key.includes('alias/')),
  copy: ({ copyTo }) => copyTo.length > 0,
  share: image => sharedWith(image).length > 0,
  shareSnapshots: ({ shareWith }) => shareWith.snapshots,
  spot: ({ spot }) => spot !== null,
  sessionManager: ({ network }) => network.ssh === 'session-manager',
  temporaryProfile: ({ network }) => network.ssh === 'session-manager' && network.instanceProfile === null,
  instanceProfile: ({ network }) => network.instanceProfile !== null,
  ownTemplate: ({ template }) => template !== null,
}
