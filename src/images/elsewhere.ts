import type { FoundInstance } from '../aws/ec2-remains.ts'
import { ToolError } from '../errors/tool-error.ts'
import { longestBake } from './clean/select.ts'
import { tagKeys } from './tags.ts'

/** How EC2 filters for the build instances of an image. */
export function buildInstancesOf(image: string): Readonly<Record<string, readonly string[]>> {
  return {
    [`tag:${tagKeys.image}`]: [image],
    'instance-state-name': ['pending', 'running', 'stopping', 'stopped'],
  }
}

/**
 * Who holds the lock on this machine knows that no other run of this machine lives. A build instance of
 * another machine's run tells of a bake that the lock cannot see.
 *
 * @throws ToolError LOCKED
 */
export function assertNotBakedElsewhere(
  image: string,
  instances: readonly FoundInstance[],
  { host, isKnown, now }: { host: string; isKnown: (runId: string) => boolean; now: Date },
): void {
  const other = instances.find(({ tags, launchedAt }) => {
    const runId = tags[tagKeys.run]
    const isOurs = tags[tagKeys.owner]?.endsWith(` on ${host}`) || (runId !== undefined && isKnown(runId))
    return runId !== undefined && !isOurs && now.getTime() - launchedAt.getTime() < longestBake * 1000
  })
  if (other === undefined) return
  const { tags, instanceId, launchedAt } = other
  const runId = tags[tagKeys.run]
  throw new ToolError(
    'LOCKED',
    `${image} is being baked by ${tags[tagKeys.owner] ?? 'another machine'}: run ${runId} with build instance ${instanceId} since ${launchedAt.toISOString()}`,
    {
      why: 'Two bakes of one image at a time would race for what "the newest" is.',
      hint: `Wait for it to end. If it died, remove what it left: packer-ecs clean --run ${runId}.`,
    },
  )
}
