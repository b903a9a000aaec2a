import type { ImageSettings, Project } from '../config/settings.ts'
import type { Feature, Purpose, Use } from '../session/permissions.ts'

/**
 * What a command's session is used for. Null for a deploy without a role for CloudFormation: it then uses the
 * permissions of the session, and those that a template needs are not known in advance.
 *
 * @param project undefined without a configuration
 */
export function sessionUse(
  purpose: Purpose,
  project: Pick<Project, 'images'> | undefined,
  stackRole: string | null,
): Use | null {
  if (purpose === 'deploy' && stackRole === null) return null
  return { purpose, features: featuresOf(Object.values(project?.images ?? {})), stackRole }
}

function featuresOf(images: readonly ImageSettings[]): Feature[] {
  return (Object.keys(isUsed) as Feature[]).filter(feature => images.some(isUsed[feature]))
}

const isUsed: Readonly<Record<Feature, (image: ImageSettings) => boolean>> = {
  copy: ({ copyTo }) => copyTo.length > 0,
  share: ({ shareWith }) => Object.values(shareWith).some(({ length }) => length > 0),
  sessionManager: ({ network }) => network.ssh === 'session-manager',
  ownTemplate: ({ template }) => template !== null,
}
