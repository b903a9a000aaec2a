import type { TargetGroupUse, Task } from '../../aws/ecs-service.ts'
import type { Elb, HealthCheck } from '../../aws/elb.ts'
import type { Logs } from '../../aws/logs.ts'
import type { TaskDefinition } from '../../aws/task-definition.ts'
import { taskIdOf } from './deployment.ts'
import type { Exit } from './symptom.ts'

/** Lines of a stopped task that are shown. */
export const mostLines = 20

/** The essential container that exited, or else the first with a status that is not 0. */
export function exitOf({ containers }: Task, definition: TaskDefinition | undefined): Exit | null {
  const isEssential = (name: string) =>
    definition?.containers.find(container => container.name === name)?.essential ?? true
  const exited = containers.flatMap(({ name, exitCode }) =>
    exitCode === null ? [] : [{ container: name, code: exitCode }],
  )
  const essential = exited.filter(({ container }) => isEssential(container))
  return essential.find(({ code }) => code !== 0) ?? essential[0] ?? exited[0] ?? null
}

/** What ECS reports about a stopped task; that of containers last, because it is more specific. */
export function textOf({ stoppedReason, containers }: Task): string {
  const reasons = containers.flatMap(({ reason }) => reason ?? [])
  return [...new Set([...(stoppedReason === null ? [] : [stoppedReason]), ...reasons])].join('\n')
}

/** The last lines of a container by its awslogs options; empty without such options, and if they cannot be read. */
export async function linesOf(
  task: Task,
  container: string,
  definition: TaskDefinition | undefined,
  logs: (region?: string) => Promise<Logs>,
): Promise<string[]> {
  const options = definition?.containers.find(({ name }) => name === container)?.logs ?? null
  if (options === null) return []
  const runtimeId = task.containers.find(({ name }) => name === container)?.runtimeId ?? null
  const { streamPrefix } = options
  const stream = streamPrefix === null ? runtimeId : `${streamPrefix}/${container}/${taskIdOf(task.arn)}`
  if (stream === null) return []
  try {
    return await (await logs(options.region ?? undefined)).lastLines(options.group, stream, mostLines)
  } catch {
    return []
  }
}

/**
 * The health check of the target group that a text names; null if there is none or it cannot be read.
 *
 * @param targets those of the service: older texts name the group without its ARN
 */
export async function healthCheckIn(
  text: string,
  targets: readonly TargetGroupUse[],
  elb: () => Promise<Elb>,
): Promise<HealthCheck | null> {
  const arn = targetGroupIn(text, targets)
  if (arn === undefined) return null
  try {
    return (await (await elb()).healthCheck(arn)) ?? null
  } catch {
    return null
  }
}

function targetGroupIn(text: string, targets: readonly TargetGroupUse[]): string | undefined {
  const arn = /arn:[^\s)]+:targetgroup\/[^\s)]+/.exec(text)?.[0]
  if (arn !== undefined || !/target-group|failed ELB health checks/i.test(text)) return arn
  return targets.length === 1 ? targets[0]?.targetGroupArn : undefined
}
