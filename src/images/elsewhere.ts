import type { FoundInstance } from '../aws/ec2-remains.ts'
import { ownCommand } from '../errors/own-command.ts'
import { ToolError } from '../errors/tool-error.ts'
import { isRunId } from '../runs/run-id.ts'
import { longestBake } from './clean/select.ts'
import { tagKeys } from './tags.ts'

/** EC2 filters for the build instances of an image. */
export function buildInstancesOf(image: string): Readonly<Record<string, readonly string[]>> {
  return {
    [`tag:${tagKeys.image}`]: [image],
    'instance-state-name': ['pending', 'running', 'stopping', 'stopped'],
  }
}

/**
 * The lock excludes only other bakes on this machine. A build instance of an unknown run shows a bake on another
 * machine.
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
    return (
      runId !== undefined &&
      isRunId(runId) &&
      !isOurs &&
      now.getTime() - launchedAt.getTime() < longestBake * 1000
    )
  })
  if (other === undefined) return
  const { tags, instanceId, launchedAt } = other
  const runId = tags[tagKeys.run]
  throw new ToolError(
    'LOCKED',
    `another bake of ${image} is in progress (${tags[tagKeys.owner] ?? 'on another machine'}): run ${runId}, build instance ${instanceId}, since ${launchedAt.toISOString()}`,
    {
      why: 'With two bakes of an image at a time, it would be undefined which AMI is the newest.',
      hint: `Wait until it ends. If it was interrupted, delete its leftover resources: ${ownCommand('clean', '--run', runId ?? '')}`,
    },
  )
}
