import type { ResourceChange } from '../../aws/stack.ts'
import type { Json } from '../../config/settings.ts'
import type { Evaluate } from '../template/evaluate.ts'
import type { Template } from '../template/template.ts'
import { groupType } from './group.ts'

/**
 * Groups that do not change with their launch template: with `$Latest` CloudFormation sees no change of the group
 * and does not replace its instances (docs/instance-facts.md, "Rolling replacement").
 */
export function leftBehind(
  changes: readonly ResourceChange[],
  { resources }: Template,
  evaluate: Evaluate,
): string[] {
  const changed = changes.filter(({ action }) => action === 'Modify').map(({ logicalId }) => logicalId)
  return Object.entries(resources)
    .filter(([, { type }]) => type === groupType)
    .flatMap(([logicalId, { properties }]) => {
      const launch = properties.LaunchTemplate as Readonly<Record<string, Json>> | undefined
      const version = evaluate(launch?.Version)
      const named = [launch?.LaunchTemplateId, launch?.LaunchTemplateName]
      const template = changed.find(id =>
        named.some(value => (value as { Ref?: Json } | undefined)?.Ref === id),
      )
      if (template === undefined || (version !== '$Latest' && version !== '$Default')) return []
      return [
        `${logicalId}: it launches version ${version} of ${template}, so CloudFormation does not replace its instances. Use !GetAtt ${template}.LatestVersionNumber as the version.`,
      ]
    })
}
