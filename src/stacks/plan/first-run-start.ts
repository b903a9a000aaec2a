import { tagKeys } from '../../images/tags.ts'
import type { FoundAmi } from '../ami/find-amis.ts'
import { groupsLaunchedFrom } from '../ami/launched-as.ts'
import type { Template } from '../template/template.ts'

/** An AMI of packer-ecs leaves the ECS agent stopped until its first run (docs/recipe.md, "The first run"). */
export function firstRunWarnings(template: Template, amis: readonly FoundAmi[]): string[] {
  if (starts.test(template.body)) return []
  const ours = amis.filter(({ found }) => found.tags[tagKeys.image] !== undefined)
  return ours
    .flatMap(({ parameter }) => groupsLaunchedFrom(template, parameter))
    .map(
      logicalId =>
        `${logicalId}: nothing in the template starts the first run of the AMI, so its instances will not join a cluster. Let the user data write /etc/packer-ecs/instance.env, as in docs/recipe.md.`,
    )
}

/** What the user data, or a script that it runs, contains. */
const starts = /packer-ecs-first-run|packer-ecs\/instance\.env|firstrun\.sh/
